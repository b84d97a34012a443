ALERT("handler sees "+Last errors[0].message)
throw
