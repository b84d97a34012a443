#DECLARE($n : Integer)

count+=$n
