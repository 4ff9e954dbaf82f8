import CloudHTTP

extension Route {
    /// The same route, existing from 2.`minor` on.
    func from(_ minor: Int) -> Route {
        var copy = self
        copy.since = Microversion(2, minor)
        return copy
    }

    /// The same route, existing up to 2.`minor`.
    func upTo(_ minor: Int) -> Route {
        var copy = self
        copy.until = Microversion(2, minor)
        return copy
    }
}

extension APIRequest {
    /// Whether the request asks for 2.`minor` or newer.
    func speaks(_ minor: Int) -> Bool { version >= Microversion(2, minor) }
}
