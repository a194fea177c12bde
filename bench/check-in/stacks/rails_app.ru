# Story 2's stack with its cure: ActiveRecord and with_lock, on puma. Rack without Rails around it, which is kinder to it.
require 'active_record'
require 'base64'
require 'json'
require 'openssl'
require 'securerandom'
require 'time'

KEY = [ENV.fetch('COOKIE_KEY')].pack('H*')
RESET = Integer(ENV.fetch('RESET_HOUR')) * 3600
REWARD = 25
UNIT = 'reading'

ActiveRecord::Base.logger = nil
ActiveRecord::Base.establish_connection(
  adapter: 'postgresql', pool: Integer(ENV.fetch('POOL', '5')), host: ENV.fetch('PGHOST'), port: ENV.fetch('PGPORT'),
  database: ENV.fetch('PGDATABASE'), username: ENV.fetch('PGUSER')
)
ActiveRecord.default_timezone = :utc if ActiveRecord.respond_to?(:default_timezone=)

# In these tables a member has one row each of latch and balance; ActiveRecord 6 knows keys of one column only.
class Latch < ActiveRecord::Base
  self.table_name = 'daylatch.latch'
  self.primary_key = 'subject'
end

class Balance < ActiveRecord::Base
  self.table_name = 'daylatch.balance'
  self.primary_key = 'subject'
end

class Claim < ActiveRecord::Base
  self.table_name = 'daylatch.claim'
  self.primary_key = 'claim_id'
end

class Entry < ActiveRecord::Base
  self.table_name = 'daylatch.entry'
  self.primary_key = 'claim_id'
end

class Counter < ActiveRecord::Base
  self.table_name = 'daylatch.period_counter'
  self.primary_key = 'period'
end

def member_of(cookie)
  text, mac = cookie.split('.', 2)
  expected = OpenSSL::HMAC.digest('SHA256', KEY, text.to_s)
  given = Base64.urlsafe_decode64(mac.to_s)
  return nil unless given.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(given, expected)

  id, _, _, expires_at = JSON.parse(Base64.urlsafe_decode64(text))
  id if expires_at > Time.now.to_f * 1000
end

def day_at(now)
  start = now.to_i - ((now.to_i - RESET) % 86_400)
  [Time.at(start - RESET).utc.strftime('%F'), Time.at(start).utc, Time.at(start + 86_400).utc]
end

def view(period, ends_at, claimed_at, streak, rank, balance, card)
  { period: period, claimedAt: claimed_at.utc.iso8601(3), reward: REWARD, bonus: 0, unit: UNIT, card: card,
    balance: balance, streak: streak, rank: rank, resetsAt: ends_at.utc.iso8601(3) }
end

# What ActiveRecord 6 cannot say of keys with two columns is said in SQL.
def in_sql(text, *values)
  Latch.connection.select_value(Latch.sanitize_sql([text, *values]))
end

# A latch that was over long ago, for a member who never checked in.
def latch_of(member_id, account)
  Latch.find_by(subject: member_id) || begin
    in_sql("insert into daylatch.latch (subject, action, claim_id, period, starts_at, ends_at, claimed_at, account, streak,
              claims)
            values (?, 'check-in', gen_random_uuid(), '0001-01-01', 'epoch', timestamptz 'epoch' + interval '1 day', 'epoch',
              ?, 1, 0)
            on conflict do nothing", member_id, account)
    Latch.find_by!(subject: member_id)
  end
end

def place_of(period)
  in_sql("insert into daylatch.period_counter as c (action, period, claims) values ('check-in', ?, 1)
          on conflict (action, period) do update set claims = c.claims + 1 returning claims", period)
end

def already(latch, period, ends_at, card)
  claim = Claim.find_by!(subject: latch.subject, claim_id: latch.claim_id)
  entry = Entry.find_by!(subject: claim.subject, unit: claim.unit, account: claim.account, seq: claim.seq)
  body = view(period, ends_at, claim.claimed_at, claim.streak, claim.rank, entry.balance, card)
  [409, { code: 'already-checked-in', **body }]
end

def check_in(member_id, card)
  account = card.to_s
  latch = latch_of(member_id, account)
  latch.with_lock do
    now = Time.now.utc
    period, starts_at, ends_at = day_at(now)
    next already(latch, period, ends_at, card) if latch.ends_at > now

    id = SecureRandom.uuid
    streak = latch.ends_at == starts_at ? latch.streak + 1 : 1
    latch.update!(claim_id: id, period: period, starts_at: starts_at, ends_at: ends_at, claimed_at: now,
                  account: account, released: false, streak: streak, claims: latch.claims + 1)
    balance = Balance.find_by(subject: member_id, unit: UNIT, account: account) ||
              Balance.new(subject: member_id, unit: UNIT, account: account, amount: 0, version: 0)
    balance.update!(amount: balance.amount + REWARD, version: balance.version + 1)
    Entry.create!(subject: member_id, unit: UNIT, account: account, seq: balance.version, kind: 'reward',
                  amount: REWARD, balance: balance.amount, claim_id: id, entered_at: now)
    rank = place_of(period)
    Claim.create!(subject: member_id, claim_id: id, action: 'check-in', period: period, zone: 'UTC',
                  starts_at: starts_at, ends_at: ends_at, claimed_at: now, streak: streak, rank: rank, unit: UNIT,
                  account: account, reward: REWARD, seq: balance.version)
    [201, view(period, ends_at, now, streak, rank, balance.amount, card)]
  end
end

def answer(env)
  return [404, { code: 'not-found' }] unless env['REQUEST_METHOD'] == 'POST' && env['PATH_INFO'] == '/api/check-ins'

  member_id = member_of(Rack::Utils.parse_cookies(env)['daylatch.hot'].to_s)
  return [401, { code: 'not-signed-in' }] if member_id.nil?

  body = env['rack.input'].read
  card = body.empty? ? 1 : JSON.parse(body).fetch('card', 1)
  return [400, { code: 'bad-request' }] unless card.is_a?(Integer) && card.between?(1, 10)

  # The connection goes back to the pool after the request, as in Rails.
  ActiveRecord::Base.connection_pool.with_connection { check_in(member_id, card) }
end

run(lambda do |env|
  status, body = answer(env)
  [status, { 'content-type' => 'application/json' }, [JSON.generate(body)]]
end)
