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
          reward: number
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
           * Place in the order of the day, from 1
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
          reward: number
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
           * Place in the order of the day, from 1
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
            rank: number
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
            reward: number
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
             * Place in the order of the day, from 1
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
