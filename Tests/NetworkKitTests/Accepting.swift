import Glibc

/// The least of a server, on a descriptor.
enum Accepting {
    /// Answers one waiting connection and closes it; false when there is none.
    static func answer(_ listener: Int32, with text: String) -> Bool {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return false }
        _ = text.withCString { write(connection, $0, strlen($0)) }
        _ = Glibc.close(connection)
        return true
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }
}
