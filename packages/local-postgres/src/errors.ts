/**
 * Every reason why a local PostgreSQL cannot be had. The text after each code says what it means; the message of the
 * thrown error names the path or the figure, and ends with what to do.
 */
export type LocalPostgresErrorCode =
  /** An option has a value that cannot be meant. */
  | 'BAD_OPTION'
  /** PostgreSQL is not started by this package on this operating system. */
  | 'UNSUPPORTED_PLATFORM'
  /** Neither an npm package for this platform nor a server binary on PATH. */
  | 'NO_BINARY'
  /** There is a binary, and it does not run here. */
  | 'BINARY_BROKEN'
  /** PostgreSQL refuses to run as root, and this machine has no user `nobody` to run it as. */
  | 'NO_UNPRIVILEGED_USER'
  /** The user who runs the server cannot pass one of the folders above the data folder. */
  | 'DATA_FOLDER_UNREACHABLE'
  /** The data folder belongs to another user. */
  | 'DATA_FOLDER_FOREIGN'
  /** The data folder cannot be made or written. */
  | 'DATA_FOLDER_NOT_WRITABLE'
  /** The data folder holds other people's files. */
  | 'DATA_FOLDER_NOT_EMPTY'
  /** The data were written by another major version of PostgreSQL. */
  | 'DATA_FOLDER_OTHER_VERSION'
  /** What lies in the data folder is no database, or no more. */
  | 'DATA_FOLDER_DAMAGED'
  /** There is no database yet, and the caller wanted none to be made. */
  | 'NO_DATABASE'
  /** The data were removed while the server was in use. */
  | 'DATA_FOLDER_VANISHED'
  /** The disk, or the user's share of it, is full. */
  | 'DISK_FULL'
  /** Somebody else stands where our socket folder was. */
  | 'SOCKET_FOLDER_TAKEN'
  /** `initdb` failed for a reason that is none of the above. */
  | 'INITDB_FAILED'
  /** The server ended while it started, for a reason that is none of the above. */
  | 'START_FAILED'
  /** The server neither answered nor ended in time. */
  | 'START_TIMEOUT'
  /** Another process holds the starters' lock for too long. */
  | 'LOCK_TIMEOUT'
  /** The server was asked to stop and has not ended in time. It is never killed. */
  | 'STOP_TIMEOUT'

/** The one error of this package. `cause` is the original error where there was one. */
export class LocalPostgresError extends Error {
  readonly code: LocalPostgresErrorCode

  constructor(code: LocalPostgresErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'LocalPostgresError'
    this.code = code
  }
}

/** The system's own code of an error (`ENOENT`, `EACCES`, …, or an SQLSTATE), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Gives a file system error met below `dataFolder` its stable code; leaves every other error as it is. */
export function explainFileError(error: unknown, dataFolder: string): unknown {
  if (error instanceof LocalPostgresError) return error
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(dataFolder, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new LocalPostgresError(
        'DATA_FOLDER_NOT_WRITABLE',
        `The data folder ${dataFolder} cannot be written (${errorCode(error)}). ` +
          'Give this user write access to it, or set DAYLATCH_DATA to another folder.',
        error,
      )
    default:
      return error
  }
}

export function diskFull(dataFolder: string, cause?: unknown): LocalPostgresError {
  return new LocalPostgresError(
    'DISK_FULL',
    `No space is left on the disk of ${dataFolder}. Nothing that was acknowledged is lost. ` +
      'Free some space (a new database takes about 60 MB), or set DAYLATCH_DATA to a folder on another disk, and start again.',
    cause,
  )
}
