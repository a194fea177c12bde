import type { Pool, PoolClient } from 'pg'

/** What can stand in the audit log. One word per kind of change; they are shown to operators and never renamed. */
export type AuditedAction =
  | 'administrator.made'
  | 'member.banned'
  | 'member.unbanned'
  | 'member.role-changed'
  | 'member.deleted'
  | 'invitation.made'
  | 'invitation.revoked'
  | 'invitation.used'
  | 'password-link.made'
  | 'password-link.used'
  | 'api-key.made'
  | 'api-key.revoked'
  | 'quota.corrected'
  | 'verify.started'
  | 'passwords.limited'
  | 'message.sent'
  | 'message.cancelled'
  | 'message.resolved'
  | 'handset.behaviour-changed'
  | 'gateway.paused'
  | 'gateway.resumed'
  | 'client.made'
  | 'client.changed'
  | 'clients.imported'

export interface AuditEntry {
  /** Whose doing it was: a member's id; `null` where nobody was signed in. */
  readonly actor: string | null
  readonly action: AuditedAction
  /** What it was done to: the id of a member, an invitation or a key. */
  readonly target: string | null
  /** Ids, roles, numbers. Never a secret, a name or an address: the log cannot forget. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Writes one entry, in the transaction of the change itself wherever there is one: no change without its entry. */
export async function writeAudit(client: Pool | PoolClient, entry: AuditEntry): Promise<void> {
  const { actor, action, target, detail = {} } = entry
  await client.query('insert into site.audit_log (actor, action, target, detail) values ($1, $2, $3, $4)', [
    actor,
    action,
    target,
    JSON.stringify(detail),
  ])
}
