# Story 2's class with its cure: with_lock around the look, the date and the gateway. Rack without Rails around it.
require 'active_record'
require 'json'
require 'net/http'

GATEWAY = URI(ENV.fetch('GATEWAY_URL'))

ActiveRecord::Base.logger = nil
ActiveRecord::Base.establish_connection(
  adapter: 'postgresql', pool: Integer(ENV.fetch('POOL')), checkout_timeout: 600, host: ENV.fetch('PGHOST'),
  port: ENV.fetch('PGPORT'), database: ENV.fetch('PGDATABASE'), username: ENV.fetch('PGUSER')
)

class Client < ActiveRecord::Base
  self.table_name = 'client'
end

def send_message(client)
  client.with_lock do
    next 409 if client.sent_on == Date.today

    client.update!(sent_on: Date.today)
    Net::HTTP.start(GATEWAY.host, GATEWAY.port, read_timeout: 600) { |http| http.post('/', '') }
    202
  end
end

def answer(env)
  _, clients, id, messages = env['PATH_INFO'].split('/')
  return [404, {}] unless clients == 'clients'

  ActiveRecord::Base.connection_pool.with_connection do
    client = Client.find_by(id: id)
    next [404, {}] if client.nil?

    messages ? [send_message(client), {}] : [200, client.as_json]
  end
end

run(lambda do |env|
  status, body = answer(env)
  [status, { 'content-type' => 'application/json' }, [JSON.generate(body)]]
end)
