/// What went wrong, told once: for the client (status, code, message), for its program (details, headers) and for the
/// log (cause).
///
/// Actions throw faults; each API family renders them in its own shape (`FaultStyle` in CloudHTTP).
package struct Fault: Error, Sendable {
    /// HTTP status, 4xx or 5xx.
    package var status: Int
    /// Stable symbolic name; where the API family has names of its own (`NetworkNotFound`,
    /// `placement.concurrent_update`), one of those.
    package var code: String
    /// For the user: what is wrong, and what to do.
    package var message: String
    /// For the log only; never sent.
    package var cause: String?
    /// Sent as they are: `Retry-After`, `WWW-Authenticate`, …
    package var headers: [(name: String, value: String)]

    package init(
        _ status: Int, _ message: String, code: String = "", cause: String? = nil,
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.cause = cause
        self.headers = headers
    }
}

extension Fault {
    /// 400: the request itself is malformed.
    package static func badRequest(_ message: String, code: String = "") -> Fault { Fault(400, message, code: code) }
    /// 401: no token, or one that does not hold.
    package static func unauthorized(
        _ message: String = "The request you have made requires authentication.", cause: String? = nil
    ) -> Fault { Fault(401, message, cause: cause) }
    /// 403: known, but not allowed.
    package static func forbidden(_ message: String, code: String = "") -> Fault { Fault(403, message, code: code) }
    /// 404: not there, or not to be seen.
    package static func notFound(_ message: String, code: String = "") -> Fault { Fault(404, message, code: code) }
    /// 409: the state of things forbids it now.
    package static func conflict(_ message: String, code: String = "") -> Fault { Fault(409, message, code: code) }
    /// 501: known to us as missing; `docs/parity` lists it.
    package static func notImplemented(_ message: String) -> Fault { Fault(501, message) }
    /// 503: something that we depend on does not answer now.
    package static func unavailable(_ message: String, cause: String? = nil) -> Fault {
        Fault(503, message, cause: cause, headers: [("Retry-After", "1")])
    }

    /// Any error as a fault: a fault stays, anything else becomes a 500 whose cause goes to the log only.
    package init(_ error: any Error) {
        if let fault = error as? Fault {
            self = fault
        } else if let fault = (error as? any FaultConvertible)?.fault {
            self = fault
        } else {
            self.init(
                500, "An unexpected error prevented the server from fulfilling your request.",
                cause: String(describing: error))
        }
    }
}

/// A kit's own error that a client may be told of; nil where it is a matter for the log only.
package protocol FaultConvertible: Error {
    var fault: Fault? { get }
}

extension Fault: CustomStringConvertible {
    package var description: String {
        "\(status)\(code.isEmpty ? "" : " \(code)"): \(message)\(cause.map { " (\($0))" } ?? "")"
    }
}
