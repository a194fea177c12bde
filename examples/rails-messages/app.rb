# An office that messages its clients. With LOCK=1 the client's row is locked around the check, the mark and the call.
require 'active_record'
require 'net/http'
require 'sinatra/base'
require_relative 'client_sms_sender'

ActiveRecord::Base.establish_connection(ENV.fetch('DATABASE_URL'))

class Client < ActiveRecord::Base
end

# Somebody else's service, which sometimes takes thirty seconds and more.
class Gateway
  def deliver(number, text)
    Net::HTTP.post(URI(ENV.fetch('GATEWAY_URL')), URI.encode_www_form(to: number, text: text)).value
  end
end

class Office < Sinatra::Base
  set :environment, :production
  after { ActiveRecord::Base.clear_active_connections! }

  get('/') { 'ready' }

  get('/clients') { Client.order(:id).map { |client| client.slice(:id, :name, :last_sms_sent_on) }.to_json }

  post '/clients/:id/messages' do
    client = Client.find_by(id: params[:id]) || halt(404)
    sender = ENV['LOCK'] == '1' ? LockedClientSMSSender : ClientSMSSender
    sender.new(client, Gateway.new).call(params[:text]).to_s
  end
end
