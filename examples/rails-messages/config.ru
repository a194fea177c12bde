require_relative 'app'
run Office
