-- A roll-over taken back, but for those whose record went on from where it left them.

-- step: choose
-- $1 roll-over
create temp table back on commit drop as
select t.* from roll_over_step t
left join situation n on n.id = t.opened_situation_id
left join cohort_member m on m.id = t.opened_member_id
where t.roll_over_id = $1
  and (t.opened_situation_id is null or (n.id is not null and n.ended_on is null and n.source_code = 'roll-over'
    and not exists (select from verification v where v.situation_id = n.id)))
  and (t.opened_member_id is null or (m.id is not null and m.ended_on is null));

-- step: close again
delete from situation s using back b where s.id = b.opened_situation_id;
delete from cohort_member m using back b where m.id = b.opened_member_id;

-- step: open again
update situation s set ended_on = b.closed_was from back b where s.id = b.closed_situation_id;
update cohort_member m set ended_on = b.closed_was from back b where m.id = b.closed_member_id;
update characteristic x set ended_on = b.closed_was from back b where x.id = b.ended_characteristic_id;
