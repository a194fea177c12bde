# Sends a client at most one message a day. Used by the controller and, in a real office, by a background job.
class ClientSMSSender
  def initialize(client, gateway)
    @client = client
    @gateway = gateway
  end

  def call(text)
    return :already if @client.last_sms_sent_on == Date.today

    @client.last_sms_sent_on = Date.today
    @client.save!
    @gateway.deliver(@client.number, text)
    :sent
  end
end

# The cure: `with_lock` opens a transaction, locks the row, and loads the client again. Whoever comes second waits until the
# first has committed, and then reads its date. The row and a connection are held for as long as the gateway takes.
class LockedClientSMSSender < ClientSMSSender
  def call(text)
    @client.with_lock { super }
  end
end
