/*---
id: contacts
title: Contacts made and tried
version: 1.0.0
purpose: local
requirement: [000.4.1.10c]
reads: marts@1
grain: [group_name]
params:
  from: { type: month, label: From, default: "-11 months" }
  to: { type: month, label: To, default: latest }
  by:
    type: choice
    label: By
    default: channel
    entries: true
    options: { caseworker: Worker, team: Team, channel: Channel, kind: Kind, outcome: Outcome, month: Month }
columns:
  group_name: { type: text, label: Group }
  contacts: { type: count, label: Contacts, metric: contact.made }
  reached: { type: count, label: Reached, metric: contact.made }
  reached_rate: { type: percent, label: Reached %, metric: contact.made, ratio: [reached, contacts] }
  not_reached: { type: count, label: Not reached, metric: contact.made }
  phone: { type: count, label: By phone, metric: contact.made }
  text: { type: count, label: By text, metric: contact.made }
  email: { type: count, label: By email, metric: contact.made }
  visit: { type: count, label: By visit, metric: contact.made }
  letter: { type: count, label: By letter, metric: contact.made }
  other: { type: count, label: Otherwise, metric: contact.made }
totals:
  - { column: group_name, value: All }
identities:
  - contacts = reached + not_reached
  - contacts = phone + text + email + visit + letter + other
records:
  from: marts.contact
  where: month_end between cast($from as date) and cast($to as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'caseworker' then coalesce(caseworker, 'Nobody named')
      when 'team' then coalesce(team, 'No team')
      when 'channel' then channel
      when 'kind' then kind
      when 'outcome' then outcome
      when 'month' then cast(month_end as varchar)
      end
  columns:
    contacts: channel is not null
    reached: is_reached
    not_reached: not is_reached
    phone: channel = 'phone'
    text: channel = 'text'
    email: channel = 'email'
    visit: channel = 'visit'
    letter: channel = 'letter'
    other: channel not in ('phone', 'text', 'email', 'visit', 'letter')
  show: { contacted_on: Day, kind: Kind, channel: Channel, outcome: Outcome, caseworker: Worker, team: Team }
chart: { kind: bar, x: group_name, y: [contacts] }
definition: >-
  Contacts with young people of the cohort that were made or tried in the months, each counted once for every young person
  concerned, and how many reached somebody.
access: staff
---*/
with person as (
  select
    r.channel, r.is_reached,
    case cast($by as varchar)
      when 'caseworker' then coalesce(caseworker, 'Nobody named')
      when 'team' then coalesce(team, 'No team')
      when 'channel' then channel
      when 'kind' then kind
      when 'outcome' then outcome
      when 'month' then cast(month_end as varchar)
      end as group_name
  from marts.contact r
  where month_end between cast($from as date) and cast($to as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where channel is not null) as contacts,
    count(*) filter (where is_reached) as reached,
    count(*) filter (where not is_reached) as not_reached,
    count(*) filter (where channel = 'phone') as phone,
    count(*) filter (where channel = 'text') as text,
    count(*) filter (where channel = 'email') as email,
    count(*) filter (where channel = 'visit') as visit,
    count(*) filter (where channel = 'letter') as letter,
    count(*) filter (where channel not in ('phone', 'text', 'email', 'visit', 'letter')) as other
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where channel is not null) as contacts,
    count(*) filter (where is_reached) as reached,
    count(*) filter (where not is_reached) as not_reached,
    count(*) filter (where channel = 'phone') as phone,
    count(*) filter (where channel = 'text') as text,
    count(*) filter (where channel = 'email') as email,
    count(*) filter (where channel = 'visit') as visit,
    count(*) filter (where channel = 'letter') as letter,
    count(*) filter (where channel not in ('phone', 'text', 'email', 'visit', 'letter')) as other
  from person
  group by group_name
)
select group_name, contacts, reached, not_reached, phone, text, email, visit, letter, other
from counted
order by is_total, group_name
