import CloudHTTP
import HTTPTypes

extension RequestEvidence {
    /// - Parameter form: the body, when it is a form.
    init(_ request: APIRequest, form: Query = .empty) {
        let address = request.selfURL
        self.init(
            method: request.request.method.rawValue, url: String(address.prefix { $0 != "?" }),
            parameters: request.query.items + form.items, authorization: request.request.headers[.authorization])
    }
}
