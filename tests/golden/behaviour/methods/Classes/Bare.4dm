property n : Integer
