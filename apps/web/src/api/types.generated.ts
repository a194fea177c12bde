/* eslint-disable */
// Written from apps/server/openapi.json by `npm run generate -w @daylatch/web`. Change the server's routes instead.

export interface Paths {
  '/api/auth/sign-up/email': {
    post: {
      body: {
        name: string
        email: string
        password: string
        /**
         * The token of an invitation, which gives the role
         */
        invitation?: string
      }
      responses: {
        '200': {
          user: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
          }
        }
        '400': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '422': Problem
        '429': Problem
        '503': Problem
      }
    }
  }
  '/api/auth/sign-in/email': {
    post: {
      body: {
        email: string
        password: string
      }
      responses: {
        '200': {
          user: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '429': Problem
        '503': Problem
      }
    }
  }
  '/api/auth/sign-out': {
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/auth/change-password': {
    post: {
      body: {
        currentPassword: string
        newPassword: string
      }
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '429': Problem
        '503': Problem
      }
    }
  }
  '/api/auth/get-session': {
    get: {
      responses: {
        '200': {
          session: {
            expiresAt: string
          }
          user: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
          }
          /**
           * POST to the same address to prolong the session
           */
          needsRefresh?: boolean
        } | null
        '503': Problem
      }
    }
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          session: {
            expiresAt: string
          }
          user: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
          }
          /**
           * POST to the same address to prolong the session
           */
          needsRefresh?: boolean
        } | null
        '400': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/set-up': {
    post: {
      body: {
        token: string
        name: string
        email: string
        password: string
      }
      responses: {
        '201': {
          user: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
          }
        }
        '400': Problem
        '403': Problem
        '409': Problem
        '410': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/auth/reset-password': {
    post: {
      body: {
        token: string
        newPassword: string
      }
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '403': Problem
        '410': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/account': {
    delete: {
      body: {
        password: string
      }
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '429': Problem
        '503': Problem
      }
    }
  }
  '/api/actions/{action}/claims': {
    post: {
      body: {
        subject: string
      }
      responses: {
        '201': {
          action: string
          subject: string
          /**
           * The hour (its start in UTC), day, ISO week, month, or `ever`
           */
          period: string
          claimedAt: string
          /**
           * What was paid; 0 for an action that pays nothing
           */
          reward: number
          unit: string | null
          /**
           * The subject's balance of that unit right after this claim
           */
          balance: number | null
          streak: number
          rank: number | null
          /**
           * When the next slot opens; null: never
           */
          resetsAt: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          action: string
          subject: string
          /**
           * The hour (its start in UTC), day, ISO week, month, or `ever`
           */
          period: string
          claimedAt: string
          /**
           * What was paid; 0 for an action that pays nothing
           */
          reward: number
          unit: string | null
          /**
           * The subject's balance of that unit right after this claim
           */
          balance: number | null
          streak: number
          rank: number | null
          /**
           * When the next slot opens; null: never
           */
          resetsAt: string | null
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/members': {
    get: {
      query: {
        search?: string
        cursor?: string
      }
      responses: {
        '200': {
          items: {
            id: string
            name: string
            email: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            createdAt: string
            bannedAt: string | null
            deletedAt: string | null
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/members/{id}/ban': {
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          id: string
          name: string
          email: string
          role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
          createdAt: string
          bannedAt: string | null
          deletedAt: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/members/{id}/unban': {
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          id: string
          name: string
          email: string
          role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
          createdAt: string
          bannedAt: string | null
          deletedAt: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/roles': {
    post: {
      body: {
        memberId: string
        role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
      }
      responses: {
        '200': {
          id: string
          name: string
          email: string
          role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
          createdAt: string
          bannedAt: string | null
          deletedAt: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/invitations': {
    get: {
      responses: {
        '200': {
          items: {
            id: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            email: string | null
            createdAt: string
            createdBy: string
            expiresAt: string
            state: 'open' | 'used' | 'expired' | 'revoked'
            usedAt: string | null
            usedBy: string | null
          }[]
        }
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
    post: {
      body: {
        role?: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
        email?: string
      }
      responses: {
        '201': {
          /**
           * Shown this once; the token stands in its fragment
           */
          link: string
          expiresAt: string
          invitation: {
            id: string
            role: 'member' | 'viewer' | 'sender' | 'editor' | 'admin'
            email: string | null
            createdAt: string
            createdBy: string
            expiresAt: string
            state: 'open' | 'used' | 'expired' | 'revoked'
            usedAt: string | null
            usedBy: string | null
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/invitations/{id}': {
    delete: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/password-links': {
    post: {
      body: {
        memberId: string
      }
      responses: {
        '201': {
          /**
           * Shown this once; the token stands in its fragment
           */
          link: string
          expiresAt: string
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/api-keys': {
    get: {
      responses: {
        '200': {
          items: {
            id: string
            name: string
            actions: string[]
            createdAt: string
            createdBy: string
            lastUsedAt: string | null
            revokedAt: string | null
          }[]
          actions: string[]
        }
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
    post: {
      body: {
        name: string
        /**
         * @minItems 1
         * @maxItems 100
         */
        actions: [string, ...string[]]
      }
      responses: {
        '201': {
          key: string
          apiKey: {
            id: string
            name: string
            actions: string[]
            createdAt: string
            createdBy: string
            lastUsedAt: string | null
            revokedAt: string | null
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/api-keys/{id}': {
    delete: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          success: true
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/audit': {
    get: {
      query: {
        cursor?: string
      }
      responses: {
        '200': {
          items: {
            id: string
            at: string
            /**
             * A member's id
             */
            actor: string | null
            action: string
            target: string | null
            detail: {
              [k: string]: unknown
            }
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/corrections': {
    post: {
      body: {
        memberId: string
        card?: number
        /**
         * What is added, or, negative, taken; not 0
         */
        amount: number
        reason: string
      }
      responses: {
        '201': {
          memberId: string
          card: number
          unit: string
          /**
           * Number of the entry in the change log of the card
           */
          seq: number
          amount: number
          /**
           * What the card holds after it
           */
          balance: number
          reason: string
          at: string
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/lock-waits': {
    get: {
      responses: {
        '200': {
          items: {
            waiter: {
              pid: number
              application: string
              state: string
              /**
               * The first word of the latest statement; never its values
               */
              statement: string
              transactionSince: string | null
            }
            lock: string
            table: string | null
            since: string | null
            blockers: {
              pid: number
              application: string
              state: string
              /**
               * The first word of the latest statement; never its values
               */
              statement: string
              transactionSince: string | null
            }[]
          }[]
        }
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/verify': {
    get: {
      responses: {
        '200': {
          /**
           * `lost`: the process that ran it died; start another one
           */
          state: 'none' | 'running' | 'clean' | 'broken' | 'failed' | 'lost'
          startedAt: string | null
          startedBy: string | null
          finishedAt: string | null
          /**
           * Subjects that were checked
           */
          done: number
          /**
           * Subjects in all, as estimated at the start
           */
          total: number
          reason: string | null
          counts: {
            subjects: number
            accounts: number
            entries: number
            claims: number
          } | null
          problem: {
            subject: string
            table: string
            row: {
              [k: string]: string | number
            }
            rule: string
            text: string
          } | null
        }
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '202': {
          /**
           * `lost`: the process that ran it died; start another one
           */
          state: 'none' | 'running' | 'clean' | 'broken' | 'failed' | 'lost'
          startedAt: string | null
          startedBy: string | null
          finishedAt: string | null
          /**
           * Subjects that were checked
           */
          done: number
          /**
           * Subjects in all, as estimated at the start
           */
          total: number
          reason: string | null
          counts: {
            subjects: number
            accounts: number
            entries: number
            claims: number
          } | null
          problem: {
            subject: string
            table: string
            row: {
              [k: string]: string | number
            }
            rule: string
            text: string
          } | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/config': {
    get: {
      responses: {
        '200': {
          /**
           * As in the configuration file, with the defaults; of a gateway its kind alone
           */
          config: {
            [k: string]: unknown
          }
          signUp: 'open' | 'invite' | 'closed'
          /**
           * What an API key can be for
           */
          actions: string[]
          bonuses: {
            version: number
            activatedAt: string
            actor: string
            reason: string
            /**
             * As `checkIn.streakBonuses` in the configuration file
             *
             * @maxItems 100
             */
            streakBonuses: {
              days: number
              bonus: number
            }[]
          } | null
        }
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/bonus-preview': {
    post: {
      body: {
        /**
         * As `checkIn.streakBonuses` in the configuration file
         *
         * @maxItems 100
         */
        streakBonuses: {
          days: number
          bonus: number
        }[]
      }
      responses: {
        '200': {
          active: {
            version: number
            activatedAt: string
            actor: string
            reason: string
            /**
             * As `checkIn.streakBonuses` in the configuration file
             *
             * @maxItems 100
             */
            streakBonuses: {
              days: number
              bonus: number
            }[]
          } | null
          steps: {
            days: number
            /**
             * What is paid for this streak now; 0 for nothing
             */
            before: number
            after: number
            /**
             * How many stand right below it, with a streak that is not broken
             */
            members: number
          }[]
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/members.csv': {
    get: {
      responses: {
        '200': undefined
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/claims.csv': {
    get: {
      responses: {
        '200': undefined
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/admin/entries.csv': {
    get: {
      query: {
        from?: string
        to?: string
      }
      responses: {
        '200': undefined
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/clients': {
    get: {
      query: {
        search?: string
        cursor?: string
      }
      responses: {
        '200': {
          items: {
            id: string
            name: string
            /**
             * E.164
             */
            number: string
            zone: string | null
            zoneSource: ('number' | 'set') | null
            optedOut: {
              at: string
              source: 'staff' | 'import' | 'reply' | 'gateway'
            } | null
            createdAt: string
            /**
             * Grows with every change
             */
            version: number
            latest: {
              id: string
              state:
                | 'pending'
                | 'held'
                | 'sending'
                | 'sent'
                | 'failed'
                | 'unknown'
                | 'delivered'
                | 'undelivered'
                | 'cancelled'
              askedAt: string
              sentBy: {
                id: string
                name: string
              } | null
              period: string
            } | null
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
    post: {
      body: {
        name: string
        /**
         * International, with + and country code; kept as E.164
         */
        number: string
        /**
         * IANA name, such as Asia/Shanghai
         */
        zone?: string
      }
      responses: {
        '201': {
          id: string
          name: string
          /**
           * E.164
           */
          number: string
          zone: string | null
          zoneSource: ('number' | 'set') | null
          optedOut: {
            at: string
            source: 'staff' | 'import' | 'reply' | 'gateway'
          } | null
          createdAt: string
          /**
           * Grows with every change
           */
          version: number
          /**
           * How many other clients have this number
           */
          sharedWith: number
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/clients/{id}': {
    get: {
      responses: {
        '200': {
          id: string
          name: string
          /**
           * E.164
           */
          number: string
          zone: string | null
          zoneSource: ('number' | 'set') | null
          optedOut: {
            at: string
            source: 'staff' | 'import' | 'reply' | 'gateway'
          } | null
          createdAt: string
          /**
           * Grows with every change
           */
          version: number
          /**
           * How many other clients have this number
           */
          sharedWith: number
          slot: {
            /**
             * Whether a message sent now would be let in
             */
            open: boolean
            /**
             * When it opens, or opened; null: days are counted by the client's clocks, and nobody knows them
             */
            opensAt: string | null
            limitedBy: ('client' | 'number') | null
            /**
             * The message that has the slot
             */
            message: {
              id: string
              client: {
                id: string
                name: string
              }
              /**
               * To which number it was claimed for; it goes to no other
               */
              number: string
              text: string
              /**
               * In how many parts it is sent
               */
              segments: number
              state:
                | 'pending'
                | 'held'
                | 'sending'
                | 'sent'
                | 'failed'
                | 'unknown'
                | 'delivered'
                | 'undelivered'
                | 'cancelled'
              /**
               * One word for why it is in this state
               */
              reason: string | null
              gateway: string
              /**
               * Who asked for it, by the name of today
               */
              sentBy: {
                id: string
                name: string
              } | null
              askedAt: string
              /**
               * When something is done about it next; null: through, or until somebody decides
               */
              dueAt: string | null
              /**
               * How often it was handed to the gateway
               */
              attempt: number
              /**
               * The day whose slot it takes
               */
              period: string
              /**
               * By whose clocks that day was counted
               */
              zone: string
              /**
               * Whether a receipt of the gateway says otherwise than the state
               */
              contradicted: boolean
              /**
               * What whoever asks may do about it now
               */
              may: {
                cancel: boolean
                lookUp: boolean
                resolve: boolean
              }
            } | null
          }
          /**
           * How often a client, and a number, gets a message
           */
          rule: {
            per: 'day'
            /**
             * By whose clocks days are counted; null: by the client's, and nobody knows them
             */
            zone: string | null
            /**
             * HH:MM at which the day begins there
             */
            resetAt: string
            /**
             * The rule in words, in the language that Accept-Language asks for
             */
            sentence: string
            /**
             * Whether a message that certainly failed gives its slot back, or uses it up
             */
            onFailed: 'release' | 'consume'
          }
          /**
           * The latest first; the others are in GET /api/messages?client=
           */
          messages: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '503': Problem
      }
    }
    patch: {
      body: {
        name?: string
        /**
         * International, with + and country code; kept as E.164
         */
        number?: string
        zone?: string | null
        optedOut?: boolean
        /**
         * The version that was seen; wanted where an opt-out is taken back along with other changes
         */
        version?: number
      }
      responses: {
        '200': {
          id: string
          name: string
          /**
           * E.164
           */
          number: string
          zone: string | null
          zoneSource: ('number' | 'set') | null
          optedOut: {
            at: string
            source: 'staff' | 'import' | 'reply' | 'gateway'
          } | null
          createdAt: string
          /**
           * Grows with every change
           */
          version: number
          /**
           * How many other clients have this number
           */
          sharedWith: number
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          client: {
            id: string
            name: string
            /**
             * E.164
             */
            number: string
            zone: string | null
            zoneSource: ('number' | 'set') | null
            optedOut: {
              at: string
              source: 'staff' | 'import' | 'reply' | 'gateway'
            } | null
            createdAt: string
            /**
             * Grows with every change
             */
            version: number
          }
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/sign': {
    post: {
      body: null | {
        card_id?: number | string
        [k: string]: unknown
      }
      responses: {
        '200': {
          status: 0 | 1
          message: string
          code?: string
        }
        '400': {
          status: 0 | 1
          message: string
          code?: string
        }
        '401': {
          status: 0 | 1
          message: string
          code?: string
        }
        '403': {
          status: 0 | 1
          message: string
          code?: string
        }
        '404': {
          status: 0 | 1
          message: string
          code?: string
        }
        '413': {
          status: 0 | 1
          message: string
          code?: string
        }
        '415': {
          status: 0 | 1
          message: string
          code?: string
        }
        '422': {
          status: 0 | 1
          message: string
          code?: string
        }
        '500': {
          status: 0 | 1
          message: string
          code?: string
        }
        '503': {
          status: 0 | 1
          message: string
          code?: string
        }
      }
    }
  }
  '/api/check-ins': {
    post: {
      /**
       * Nothing, or the card to be paid
       */
      body: null | {
        card?: number
      }
      responses: {
        '201': {
          /**
           * The day, YYYY-MM-DD
           */
          period: string
          claimedAt: string
          /**
           * All that was paid
           */
          reward: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus: number
          unit: string
          /**
           * The card that was paid
           */
          card: number
          /**
           * The card's balance right after this check-in
           */
          balance: number
          /**
           * Days in a row, this one included
           */
          streak: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank: number | null
          /**
           * When the next check-in opens
           */
          resetsAt: string
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * The day, YYYY-MM-DD
           */
          period: string
          claimedAt: string
          /**
           * All that was paid
           */
          reward: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus: number
          unit: string
          /**
           * The card that was paid
           */
          card: number
          /**
           * The card's balance right after this check-in
           */
          balance: number
          /**
           * Days in a row, this one included
           */
          streak: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank: number | null
          /**
           * When the next check-in opens
           */
          resetsAt: string
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
    get: {
      query: {
        cursor?: string
      }
      responses: {
        '200': {
          period: string
          resetsAt: string
          /**
           * When the site's day begins
           */
          rule: {
            /**
             * IANA name
             */
            zone: string
            /**
             * HH:MM in that zone
             */
            resetAt: string
          }
          items: {
            /**
             * Place in the order of the day, from 1; null where the site does not show it
             */
            rank: number | null
            name: string
            claimedAt: string
            streak: number
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '503': Problem
      }
    }
  }
  '/api/check-ins/make-up': {
    post: {
      body: {
        /**
         * The missed day, YYYY-MM-DD
         */
        period: string
        card?: number
      }
      responses: {
        '201': {
          /**
           * The day, YYYY-MM-DD
           */
          period: string
          claimedAt: string
          /**
           * All that was paid
           */
          reward: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus: number
          unit: string
          /**
           * The card that was paid
           */
          card: number
          /**
           * The card's balance right after this check-in
           */
          balance: number
          /**
           * Days in a row, this one included
           */
          streak: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank: number | null
          /**
           * When the next check-in opens
           */
          resetsAt: string
          cost: number
        }
        '400': Problem
        '401': Problem
        '402': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * The day, YYYY-MM-DD
           */
          period?: string
          claimedAt?: string
          /**
           * All that was paid
           */
          reward?: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus?: number
          unit?: string
          /**
           * The card that was paid
           */
          card?: number
          /**
           * The card's balance right after this check-in
           */
          balance?: number
          /**
           * Days in a row, this one included
           */
          streak?: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank?: number | null
          /**
           * When the next check-in opens
           */
          resetsAt?: string
          [k: string]: unknown
        }
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * The day, YYYY-MM-DD
           */
          period?: string
          claimedAt?: string
          /**
           * All that was paid
           */
          reward?: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus?: number
          unit?: string
          /**
           * The card that was paid
           */
          card?: number
          /**
           * The card's balance right after this check-in
           */
          balance?: number
          /**
           * Days in a row, this one included
           */
          streak?: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank?: number | null
          /**
           * When the next check-in opens
           */
          resetsAt?: string
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '422': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * The day, YYYY-MM-DD
           */
          period?: string
          claimedAt?: string
          /**
           * All that was paid
           */
          reward?: number
          /**
           * The part of the reward that was paid for the streak
           */
          bonus?: number
          unit?: string
          /**
           * The card that was paid
           */
          card?: number
          /**
           * The card's balance right after this check-in
           */
          balance?: number
          /**
           * Days in a row, this one included
           */
          streak?: number
          /**
           * Place in the order of the day, from 1; null where the site does not show it
           */
          rank?: number | null
          /**
           * When the next check-in opens
           */
          resetsAt?: string
          [k: string]: unknown
        }
        '503': Problem
      }
    }
  }
  '/api/check-ins/me': {
    get: {
      query: {
        month?: string
      }
      responses: {
        '200': {
          /**
           * YYYY-MM
           */
          month: string
          zone: string
          /**
           * HH:MM in that zone
           */
          resetAt: string
          /**
           * The running day
           */
          today: string
          /**
           * Days in a row up to now; 0 when it is broken
           */
          streak: number
          /**
           * All check-ins ever, made-up ones included
           */
          claims: number
          makeUp: {
            daysBack: number
            perMonth: number
            /**
             * How many are left in the running month
             */
            left: number
            cost: number
            unit: string
          } | null
          days: {
            period: string
            state: 'claimed' | 'made-up' | 'missed' | 'open' | 'ahead' | 'before-start'
            reward: number | null
            /**
             * The part of the reward that was paid for the streak
             */
            bonus: number | null
            rank: number | null
            claimedAt: string | null
            canMakeUp: boolean
          }[]
        }
        '400': Problem
        '401': Problem
        '503': Problem
      }
    }
  }
  '/api/check-ins/today': {
    get: {
      responses: {
        '200': {
          checkedIn: boolean
          /**
           * When a check-in is possible: in the past if it is now
           */
          opensAt: string
          checkIn: {
            /**
             * The day, YYYY-MM-DD
             */
            period: string
            claimedAt: string
            /**
             * All that was paid
             */
            reward: number
            /**
             * The part of the reward that was paid for the streak
             */
            bonus: number
            unit: string
            /**
             * The card that was paid
             */
            card: number
            /**
             * The card's balance right after this check-in
             */
            balance: number
            /**
             * Days in a row, this one included
             */
            streak: number
            /**
             * Place in the order of the day, from 1; null where the site does not show it
             */
            rank: number | null
            /**
             * When the next check-in opens
             */
            resetsAt: string
          } | null
        }
        '401': Problem
        '503': Problem
      }
    }
  }
  '/api/check-ins/stream': {
    get: {
      query: {
        after?: string
      }
      responses: {
        '200': undefined
        '400': Problem
        '503': Problem
      }
    }
  }
  '/api/leaderboard': {
    get: {
      responses: {
        '200': {
          /**
           * When it was computed, about once a minute; null before the first time
           */
          updatedAt: string | null
          streaks: {
            /**
             * From 1; equal ones share a place
             */
            place: number
            name: string
            streak: number
          }[]
          totals: {
            /**
             * From 1; equal ones share a place
             */
            place: number
            name: string
            claims: number
          }[]
        }
        '503': Problem
      }
    }
  }
  '/api/clients/{id}/messages': {
    post: {
      body: {
        /**
         * Not blank, and without control characters but line breaks and tabs
         */
        text: string
      }
      responses: {
        '202': {
          message: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }
          /**
           * How often a client, and a number, gets a message
           */
          rule: {
            per: 'day'
            /**
             * By whose clocks days are counted; null: by the client's, and nobody knows them
             */
            zone: string | null
            /**
             * HH:MM at which the day begins there
             */
            resetAt: string
            /**
             * The rule in words, in the language that Accept-Language asks for
             */
            sentence: string
            /**
             * Whether a message that certainly failed gives its slot back, or uses it up
             */
            onFailed: 'release' | 'consume'
          }
          /**
           * When the next slot opens
           */
          opensAt: string
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * The message that has the slot
           */
          message: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          } | null
          /**
           * Whose slot is taken
           */
          limitedBy: 'client' | 'number'
          /**
           * When the next slot opens
           */
          opensAt: string
          /**
           * How often a client, and a number, gets a message
           */
          rule: {
            per: 'day'
            /**
             * By whose clocks days are counted; null: by the client's, and nobody knows them
             */
            zone: string | null
            /**
             * HH:MM at which the day begins there
             */
            resetAt: string
            /**
             * The rule in words, in the language that Accept-Language asks for
             */
            sentence: string
            /**
             * Whether a message that certainly failed gives its slot back, or uses it up
             */
            onFailed: 'release' | 'consume'
          }
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/{id}/cancel': {
    post: {
      /**
       * Nothing, or why
       */
      body: null | {
        reason?: string
      }
      responses: {
        '200': {
          id: string
          client: {
            id: string
            name: string
          }
          /**
           * To which number it was claimed for; it goes to no other
           */
          number: string
          text: string
          /**
           * In how many parts it is sent
           */
          segments: number
          state:
            | 'pending'
            | 'held'
            | 'sending'
            | 'sent'
            | 'failed'
            | 'unknown'
            | 'delivered'
            | 'undelivered'
            | 'cancelled'
          /**
           * One word for why it is in this state
           */
          reason: string | null
          gateway: string
          /**
           * Who asked for it, by the name of today
           */
          sentBy: {
            id: string
            name: string
          } | null
          askedAt: string
          /**
           * When something is done about it next; null: through, or until somebody decides
           */
          dueAt: string | null
          /**
           * How often it was handed to the gateway
           */
          attempt: number
          /**
           * The day whose slot it takes
           */
          period: string
          /**
           * By whose clocks that day was counted
           */
          zone: string
          /**
           * Whether a receipt of the gateway says otherwise than the state
           */
          contradicted: boolean
          /**
           * What whoever asks may do about it now
           */
          may: {
            cancel: boolean
            lookUp: boolean
            resolve: boolean
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          message: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/{id}/resolve': {
    post: {
      body: {
        /**
         * What was found out
         */
        verdict: 'sent' | 'not-sent'
        /**
         * How it was found out; kept in the history
         */
        reason: string
        /**
         * The attempt that was judged: refused if another one has begun since
         */
        attempt?: number
      }
      responses: {
        '200': {
          id: string
          client: {
            id: string
            name: string
          }
          /**
           * To which number it was claimed for; it goes to no other
           */
          number: string
          text: string
          /**
           * In how many parts it is sent
           */
          segments: number
          state:
            | 'pending'
            | 'held'
            | 'sending'
            | 'sent'
            | 'failed'
            | 'unknown'
            | 'delivered'
            | 'undelivered'
            | 'cancelled'
          /**
           * One word for why it is in this state
           */
          reason: string | null
          gateway: string
          /**
           * Who asked for it, by the name of today
           */
          sentBy: {
            id: string
            name: string
          } | null
          askedAt: string
          /**
           * When something is done about it next; null: through, or until somebody decides
           */
          dueAt: string | null
          /**
           * How often it was handed to the gateway
           */
          attempt: number
          /**
           * The day whose slot it takes
           */
          period: string
          /**
           * By whose clocks that day was counted
           */
          zone: string
          /**
           * Whether a receipt of the gateway says otherwise than the state
           */
          contradicted: boolean
          /**
           * What whoever asks may do about it now
           */
          may: {
            cancel: boolean
            lookUp: boolean
            resolve: boolean
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          message: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/{id}/look-up': {
    post: {
      /**
       * Nothing
       */
      body: null | {}
      responses: {
        '200': {
          id: string
          client: {
            id: string
            name: string
          }
          /**
           * To which number it was claimed for; it goes to no other
           */
          number: string
          text: string
          /**
           * In how many parts it is sent
           */
          segments: number
          state:
            | 'pending'
            | 'held'
            | 'sending'
            | 'sent'
            | 'failed'
            | 'unknown'
            | 'delivered'
            | 'undelivered'
            | 'cancelled'
          /**
           * One word for why it is in this state
           */
          reason: string | null
          gateway: string
          /**
           * Who asked for it, by the name of today
           */
          sentBy: {
            id: string
            name: string
          } | null
          askedAt: string
          /**
           * When something is done about it next; null: through, or until somebody decides
           */
          dueAt: string | null
          /**
           * How often it was handed to the gateway
           */
          attempt: number
          /**
           * The day whose slot it takes
           */
          period: string
          /**
           * By whose clocks that day was counted
           */
          zone: string
          /**
           * Whether a receipt of the gateway says otherwise than the state
           */
          contradicted: boolean
          /**
           * What whoever asks may do about it now
           */
          may: {
            cancel: boolean
            lookUp: boolean
            resolve: boolean
          }
          /**
           * What the gateway said. `absent` and `unclear` leave the outcome open
           */
          finding: 'accepted' | 'delivered' | 'undelivered' | 'absent' | 'unclear'
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '409': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          message: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }
          [k: string]: unknown
        }
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/resolve': {
    post: {
      body: {
        /**
         * @minItems 1
         * @maxItems 200
         */
        ids: [string, ...string[]]
        /**
         * What was found out
         */
        verdict: 'sent' | 'not-sent'
        /**
         * How it was found out; kept in the history
         */
        reason: string
      }
      responses: {
        '200': {
          resolved: string[]
          refused: {
            id: string
            code: 'unknown-message' | 'not-in-state' | 'busy'
            state:
              | (
                  | 'pending'
                  | 'held'
                  | 'sending'
                  | 'sent'
                  | 'failed'
                  | 'unknown'
                  | 'delivered'
                  | 'undelivered'
                  | 'cancelled'
                )
              | null
          }[]
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/stream': {
    get: {
      query: {
        after?: string
      }
      responses: {
        '200': undefined
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/messages': {
    get: {
      query: {
        state?:
          | 'pending'
          | 'held'
          | 'sending'
          | 'sent'
          | 'failed'
          | 'unknown'
          | 'delivered'
          | 'undelivered'
          | 'cancelled'
        client?: string
        cursor?: string
      }
      responses: {
        '200': {
          items: {
            id: string
            client: {
              id: string
              name: string
            }
            /**
             * To which number it was claimed for; it goes to no other
             */
            number: string
            text: string
            /**
             * In how many parts it is sent
             */
            segments: number
            state:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            /**
             * One word for why it is in this state
             */
            reason: string | null
            gateway: string
            /**
             * Who asked for it, by the name of today
             */
            sentBy: {
              id: string
              name: string
            } | null
            askedAt: string
            /**
             * When something is done about it next; null: through, or until somebody decides
             */
            dueAt: string | null
            /**
             * How often it was handed to the gateway
             */
            attempt: number
            /**
             * The day whose slot it takes
             */
            period: string
            /**
             * By whose clocks that day was counted
             */
            zone: string
            /**
             * Whether a receipt of the gateway says otherwise than the state
             */
            contradicted: boolean
            /**
             * What whoever asks may do about it now
             */
            may: {
              cancel: boolean
              lookUp: boolean
              resolve: boolean
            }
          }[]
          nextCursor: string | null
          /**
           * Messages of the whole site by state; each is counted up to 10000
           */
          counts: {
            pending: number
            held: number
            sending: number
            sent: number
            failed: number
            unknown: number
            delivered: number
            undelivered: number
            cancelled: number
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/messages/{id}': {
    get: {
      responses: {
        '200': {
          id: string
          client: {
            id: string
            name: string
          }
          /**
           * To which number it was claimed for; it goes to no other
           */
          number: string
          text: string
          /**
           * In how many parts it is sent
           */
          segments: number
          state:
            | 'pending'
            | 'held'
            | 'sending'
            | 'sent'
            | 'failed'
            | 'unknown'
            | 'delivered'
            | 'undelivered'
            | 'cancelled'
          /**
           * One word for why it is in this state
           */
          reason: string | null
          gateway: string
          /**
           * Who asked for it, by the name of today
           */
          sentBy: {
            id: string
            name: string
          } | null
          askedAt: string
          /**
           * When something is done about it next; null: through, or until somebody decides
           */
          dueAt: string | null
          /**
           * How often it was handed to the gateway
           */
          attempt: number
          /**
           * The day whose slot it takes
           */
          period: string
          /**
           * By whose clocks that day was counted
           */
          zone: string
          /**
           * Whether a receipt of the gateway says otherwise than the state
           */
          contradicted: boolean
          /**
           * What whoever asks may do about it now
           */
          may: {
            cancel: boolean
            lookUp: boolean
            resolve: boolean
          }
          /**
           * Every move, the oldest first
           */
          events: {
            seq: number
            at: string
            from:
              | (
                  | 'pending'
                  | 'held'
                  | 'sending'
                  | 'sent'
                  | 'failed'
                  | 'unknown'
                  | 'delivered'
                  | 'undelivered'
                  | 'cancelled'
                )
              | null
            to:
              | 'pending'
              | 'held'
              | 'sending'
              | 'sent'
              | 'failed'
              | 'unknown'
              | 'delivered'
              | 'undelivered'
              | 'cancelled'
            attempt: number
            actor: {
              id: string
              name: string
            } | null
            by: 'person' | 'dispatcher' | 'gateway'
            reason: string
            detail: {
              [k: string]: unknown
            }
          }[]
          receipts: {
            at: string
            status: 'accepted' | 'delivered' | 'undelivered'
            code: string | null
            attempt: number
            /**
             * How often it came
             */
            times: number
            verdict: 'moved' | 'noted' | 'contradicts'
          }[]
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '503': Problem
      }
    }
  }
  '/api/cards': {
    get: {
      responses: {
        '200': {
          unit: string
          cards: {
            /**
             * Its number, from 1
             */
            card: number
            /**
             * What the member calls it, if anything
             */
            name: string | null
            /**
             * What is on it, held amounts included
             */
            amount: number
            /**
             * The part that is set aside for something under way
             */
            held: number
          }[]
        }
        '401': Problem
        '503': Problem
      }
    }
    post: {
      /**
       * Nothing, or what the card is to be called
       */
      body: null | {
        name?: string
      }
      responses: {
        '201': {
          /**
           * Its number, from 1
           */
          card: number
          /**
           * What the member calls it, if anything
           */
          name: string | null
          /**
           * What is on it, held amounts included
           */
          amount: number
          /**
           * The part that is set aside for something under way
           */
          held: number
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/quota': {
    get: {
      responses: {
        '200': {
          unit: string
          cards: {
            card: number
            amount: number
            held: number
          }[]
        }
        '401': Problem
        '503': Problem
      }
    }
  }
  '/api/quota/entries': {
    get: {
      query: {
        card?: string
        cursor?: string
      }
      responses: {
        '200': {
          unit: string
          card: number
          /**
           * Newest first
           */
          items: {
            /**
             * Number of the change on this card, from 1, without gaps
             */
            seq: number
            kind: 'reward' | 'make-up' | 'make-up-cost' | 'grant' | 'spend' | 'settle' | 'correction'
            /**
             * Negative where the card paid
             */
            amount: number
            /**
             * The card's balance right after
             */
            balance: number
            at: string
            reason: string | null
            /**
             * The day of the check-in that it belongs to
             */
            period: string | null
            /**
             * Slug of the article that was read
             */
            article: string | null
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '404': Problem
        '503': Problem
      }
    }
  }
  '/api/quota/entries.csv': {
    get: {
      query: {
        card?: string
      }
      responses: {
        '200': undefined
        '400': Problem
        '401': Problem
        '404': Problem
        '503': Problem
      }
    }
  }
  '/api/articles': {
    get: {
      responses: {
        '200': {
          unit: string
          items: {
            slug: string
            /**
             * The text's language, if its file says one. `Accept-Language` chooses among several.
             */
            language: 'en' | 'zh' | null
            title: string
            summary: string
            /**
             * What the first reading costs; later ones are free
             */
            price: number
            /**
             * Whether the member who asks has read it
             */
            read: boolean
            /**
             * How long reading takes, roughly
             */
            minutes: number
          }[]
        }
        '503': Problem
      }
    }
  }
  '/api/articles/{slug}/read': {
    post: {
      /**
       * Nothing, or the card that pays
       */
      body: null | {
        card?: number
      }
      responses: {
        '200': {
          slug: string
          /**
           * The text's language, if its file says one. `Accept-Language` chooses among several.
           */
          language: 'en' | 'zh' | null
          title: string
          /**
           * The text, made from Markdown in which HTML is not allowed
           */
          html: string
          price: number
          /**
           * What this reading cost: the price, or 0 if it was paid before
           */
          charged: number
          /**
           * The card's balance right after
           */
          balance: number
        }
        '400': Problem
        '401': Problem
        '402': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          card: number
          needed: number
          /**
           * What is on the card, held amounts included
           */
          amount: number
          held: number
          [k: string]: unknown
        }
        '403': Problem
        '404': Problem
        '409': Problem
        '413': Problem
        '415': Problem
        '422': Problem
        '503': Problem
      }
    }
  }
  '/api/handset/messages': {
    get: {
      query: {
        number?: string
        cursor?: string
      }
      responses: {
        '200': {
          items: {
            id: string
            number: string
            text: string
            /**
             * Ours: the id of the message, and the number of the attempt
             */
            attemptId: string
            arrivedAt: string
            /**
             * What became of its delivery receipt; `none` if nobody asked for one
             */
            receipt: 'none' | 'waiting' | 'sent' | 'given-up'
          }[]
          nextCursor: string | null
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '503': Problem
      }
    }
  }
  '/api/handset/behaviour': {
    get: {
      responses: {
        '200': {
          /**
           * `stall` answers after `seconds`; `accept-and-close` takes the message and closes the connection without an answer; `late-receipt` sends the delivery receipt after `seconds`, `double-receipt` twice
           */
          mode: 'normal' | 'stall' | 'refuse' | 'accept-and-close' | 'late-receipt' | 'double-receipt'
          seconds: number
        }
        '401': Problem
        '403': Problem
        '404': Problem
        '503': Problem
      }
    }
    put: {
      body: {
        /**
         * `stall` answers after `seconds`; `accept-and-close` takes the message and closes the connection without an answer; `late-receipt` sends the delivery receipt after `seconds`, `double-receipt` twice
         */
        mode: 'normal' | 'stall' | 'refuse' | 'accept-and-close' | 'late-receipt' | 'double-receipt'
        seconds?: number
      }
      responses: {
        '200': {
          /**
           * `stall` answers after `seconds`; `accept-and-close` takes the message and closes the connection without an answer; `late-receipt` sends the delivery receipt after `seconds`, `double-receipt` twice
           */
          mode: 'normal' | 'stall' | 'refuse' | 'accept-and-close' | 'late-receipt' | 'double-receipt'
          seconds: number
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/gateways/{name}/receipts/{token}': {
    post: {
      responses: {
        '200': {
          taken: true
        }
        '400': Problem
        '403': Problem
        '404': Problem
        '405': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
    get: {
      responses: {
        '200': {
          taken: true
        }
        '400': Problem
        '404': Problem
        '405': Problem
        '503': Problem
      }
    }
  }
  '/api/gateways': {
    get: {
      responses: {
        '200': {
          name: string
          kind: string | null
          class: ('keyed' | 'queryable' | 'callback' | 'blind') | null
          /**
           * `open`: it has given no answer several times, and is let alone for a while. `missing`: messages are left for it, and the configuration does not name it
           */
          state: 'working' | 'paused' | 'open' | 'missing'
          /**
           * Whether a message that certainly failed gives its slot back, or uses it up
           */
          onFailed: 'release' | 'consume'
          reason: string | null
          pausedAt: string | null
          until: string | null
          /**
           * Messages that something is still to be done about, by state
           */
          waiting: {
            pending: number
            held: number
            sending: number
            unknown: number
          }
        }[]
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/gateways/{name}/pause': {
    post: {
      body: {
        reason: string
      }
      responses: {
        '200': {
          name: string
          kind: string | null
          class: ('keyed' | 'queryable' | 'callback' | 'blind') | null
          /**
           * `open`: it has given no answer several times, and is let alone for a while. `missing`: messages are left for it, and the configuration does not name it
           */
          state: 'working' | 'paused' | 'open' | 'missing'
          /**
           * Whether a message that certainly failed gives its slot back, or uses it up
           */
          onFailed: 'release' | 'consume'
          reason: string | null
          pausedAt: string | null
          until: string | null
          /**
           * Messages that something is still to be done about, by state
           */
          waiting: {
            pending: number
            held: number
            sending: number
            unknown: number
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/api/gateways/{name}/resume': {
    post: {
      body: {
        reason: string
      }
      responses: {
        '200': {
          name: string
          kind: string | null
          class: ('keyed' | 'queryable' | 'callback' | 'blind') | null
          /**
           * `open`: it has given no answer several times, and is let alone for a while. `missing`: messages are left for it, and the configuration does not name it
           */
          state: 'working' | 'paused' | 'open' | 'missing'
          /**
           * Whether a message that certainly failed gives its slot back, or uses it up
           */
          onFailed: 'release' | 'consume'
          reason: string | null
          pausedAt: string | null
          until: string | null
          /**
           * Messages that something is still to be done about, by state
           */
          waiting: {
            pending: number
            held: number
            sending: number
            unknown: number
          }
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '404': Problem
        '413': Problem
        '415': Problem
        '503': Problem
      }
    }
  }
  '/healthz': {
    get: {
      responses: {
        '200': {
          status: 'ok'
        }
      }
    }
  }
  '/readyz': {
    get: {
      responses: {
        '200': {
          status: 'ok'
        }
        '503': Problem
      }
    }
  }
  '/metrics': {
    get: {
      responses: {
        '200': undefined
        '401': Problem
        '403': Problem
        '503': Problem
      }
    }
  }
  '/api/clients/import': {
    post: {
      query: {
        dryRun?: 'true' | 'false'
        region?: string
      }
      responses: {
        '200': {
          /**
           * Rows with something in them, headings not counted
           */
          rows: number
          /**
           * Rows that are imported, or would be
           */
          ready: number
          /**
           * The first 500
           */
          errors: {
            /**
             * As a spreadsheet counts: the headings are row 1
             */
            row: number
            column: string | null
            /**
             * Stable
             */
            code: string
            /**
             * In the language of Accept-Language
             */
            text: string
          }[]
          errorCount: number
          /**
           * Rows whose name and number an earlier row, or a client, has; not imported
           */
          duplicates: number
          /**
           * The first 500
           */
          duplicateRows: {
            row: number
            of: 'file' | 'clients'
            sameAsRow: number | null
          }[]
          /**
           * Ready rows whose number others have as well, under other names
           */
          shared: number
          ignoredColumns: string[]
          imported: number
        }
        '400': Problem
        '401': Problem
        '403': Problem
        '413': Problem
        '415': Problem
        '422': {
          /**
           * `urn:daylatch:problem:` and the code
           */
          type: string
          title: string
          status: number
          detail: string
          /**
           * Stable: branch on this
           */
          code: string
          /**
           * Rows with something in them, headings not counted
           */
          rows: number
          /**
           * Rows that are imported, or would be
           */
          ready: number
          /**
           * The first 500
           */
          errors: {
            /**
             * As a spreadsheet counts: the headings are row 1
             */
            row: number
            column: string | null
            /**
             * Stable
             */
            code: string
            /**
             * In the language of Accept-Language
             */
            text: string
          }[]
          errorCount: number
          /**
           * Rows whose name and number an earlier row, or a client, has; not imported
           */
          duplicates: number
          /**
           * The first 500
           */
          duplicateRows: {
            row: number
            of: 'file' | 'clients'
            sameAsRow: number | null
          }[]
          /**
           * Ready rows whose number others have as well, under other names
           */
          shared: number
          ignoredColumns: string[]
          imported: number
          [k: string]: unknown
        }
        '503': Problem
      }
    }
  }
}
/**
 * RFC 9457 problem details
 */
export interface Problem {
  /**
   * `urn:daylatch:problem:` and the code
   */
  type: string
  title: string
  status: number
  detail: string
  /**
   * Stable: branch on this
   */
  code: string
  [k: string]: unknown
}
