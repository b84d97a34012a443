// Classe myServerHandler

Function onConnection($wss: Object; $event: Object): Object
    // retourne une instance de la classe utilisateur
    // qui traitera les messages
    return cs.myConnectionHandler.new()
