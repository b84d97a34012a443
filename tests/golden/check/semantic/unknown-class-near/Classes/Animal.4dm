Function f()
