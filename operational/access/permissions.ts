/** What a signed-in person may do. Routes name one of these; nothing else opens a route. */
export const PERMISSIONS = {
  'report.run': 'See reports: figures without names',
  'report.special': 'See figures about single characteristics and special educational needs',
  'report.export': 'Take a report out of the product as a file',
  'people.list': 'See lists of people, with names',
  'people.read': "Open a person's record",
  'notes.read': 'Read what was said in contacts',
  'contact-points.read': 'See telephone numbers and email addresses',
  'people.write': 'Create people and change their records',
  'record.verify': 'Verify or send back what others entered, so that it counts',
  'exchange.export': 'Take lists of people out to schools, other authorities and the Department',
  'import.run': 'Take in lists, decide their exceptions, apply and undo them',
  'cohort.manage': 'Fix cohorts, open and close seasons, roll the academic year over',
  'return.build': 'Build, check and freeze the statutory return',
  'return.submit': 'Say what became of a return: sent, accepted, failed, and what the Department answered',
  'sql.run': "Ask the published tables questions in the analysts' workbench",
  'snapshot.read': 'See when figures were loaded and whether the loads passed',
  'rules.read': 'See the editions of the requirement, code lists, and what is only assumed in them',
  'reference.manage': 'Add local codes, and hold other values for what an edition only assumes',
  'users.manage': 'Create users and change their roles',
} as const;

export type Permission = keyof typeof PERMISSIONS;

/** The roles of `app_user.role`, as words for people. */
export const ROLES = {
  caseworker: 'Caseworker',
  tracker: 'Tracker',
  manager: 'Team manager',
  'return-officer': 'Return officer',
  analyst: 'Analyst',
  'report-reader': 'Report reader',
  administrator: 'System administrator',
} as const;

export type Role = keyof typeof ROLES;

const CASE_WORK = ['people.list', 'people.read', 'people.write', 'contact-points.read'] as const;

/** Role → what it may do. The administrator of the system reads no case data. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  caseworker: ['report.run', ...CASE_WORK, 'notes.read'],
  tracker: ['report.run', ...CASE_WORK],
  manager: [
    'report.run',
    'report.special',
    'report.export',
    'exchange.export',
    'snapshot.read',
    ...CASE_WORK,
    'notes.read',
    'record.verify',
    'import.run',
    'cohort.manage',
    'rules.read',
  ],
  'return-officer': [
    'report.run',
    'report.special',
    'report.export',
    'snapshot.read',
    'people.list',
    'people.read',
    'record.verify',
    'exchange.export',
    'import.run',
    'return.build',
    'return.submit',
    'cohort.manage',
    'rules.read',
  ],
  analyst: ['report.run', 'report.special', 'report.export', 'snapshot.read', 'rules.read', 'sql.run'],
  'report-reader': ['report.run'],
  administrator: ['snapshot.read', 'rules.read', 'reference.manage', 'users.manage'],
};

/** Permissions of a role; an unknown role may do nothing. */
export const permissionsOf = (role: string): ReadonlySet<Permission> =>
  new Set(role in ROLE_PERMISSIONS ? ROLE_PERMISSIONS[role as Role] : []);
