/// What the request itself says of who sent it, beside its body.
struct RequestEvidence: Sendable {
    /// `POST`.
    var method: String
    /// As the client addressed it, without the query.
    var url: String
    /// Of the query, and of a body that is a form.
    var parameters: [(name: String, value: String)]
    /// The header `Authorization`.
    var authorization: String?
    /// Who signed in at the web server before us; nil unless such headers are trusted.
    var remoteUser: RemoteUser?
    /// The client's certificate in DER; nil unless such headers are trusted.
    var certificate: [UInt8]?

    /// A user that somebody in front of identity has proved.
    struct RemoteUser: Sendable {
        var name: String
        /// By its name; nil: the default domain.
        var domain: String?
    }
}
