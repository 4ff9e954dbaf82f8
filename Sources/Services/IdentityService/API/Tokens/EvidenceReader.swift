import CloudHTTP
import HTTPTypes

/// Reads what a request says of its sender, and what a trusted proxy says of it.
struct EvidenceReader: Sendable {
    let proxies: TrustedProxies
    /// The headers that name who signed in at the proxy, and that user's domain; empty: they are not heard.
    let userHeader: String
    let domainHeader: String

    /// - Parameter form: the body, when it is a form.
    func read(_ request: APIRequest, form: Query = .empty) -> RequestEvidence {
        let user = proxies.value(of: userHeader, in: request.request)
        return RequestEvidence(
            method: request.request.method.rawValue, url: String(request.selfURL.prefix { $0 != "?" }),
            parameters: request.query.items + form.items, authorization: request.request.headers[.authorization],
            remoteUser: user.map { .init(name: $0, domain: proxies.value(of: domainHeader, in: request.request)) },
            certificate: proxies.certificate(in: request.request))
    }
}
