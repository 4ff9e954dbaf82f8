import Glibc

/// The least of a server, on a descriptor.
enum Accepting {
    /// Answers one waiting connection and closes it; false when there is none.
    static func answer(_ listener: Int32, with text: String) -> Bool {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return false }
        // What has not been read would turn the end of the connection into a reset.
        var question = [UInt8](repeating: 0, count: 64)
        _ = read(connection, &question, question.count)
        _ = text.withCString { write(connection, $0, strlen($0)) }
        // A program that another test starts at this moment may hold a copy of the descriptor: closing it ends nothing.
        _ = shutdown(connection, Int32(SHUT_RDWR))
        _ = Glibc.close(connection)
        return true
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}
