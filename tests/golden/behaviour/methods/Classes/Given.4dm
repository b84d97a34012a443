property n : Integer:=5
