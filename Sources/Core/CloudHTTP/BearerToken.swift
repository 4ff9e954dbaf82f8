import HTTPTypes

extension Request {
    /// The user's token: `X-Auth-Token`, or else a bearer's (RFC 6750, section 2.1; keystonemiddleware's oauth2 mode).
    package var userToken: String? {
        if let token = headers[.authToken], !token.isEmpty { return token }
        guard let text = headers[.authorization], text.prefix(7).lowercased() == "bearer " else { return nil }
        let token = text.dropFirst(7).drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}
