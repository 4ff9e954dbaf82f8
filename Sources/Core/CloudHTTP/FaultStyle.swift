package import CloudAuth
package import CloudCore
package import CloudJSON
import HTTPTypes

/// How one API family words and shapes its faults.
package protocol FaultStyle: Sendable {
    /// The answer to a fault, in this family's shape.
    func response(_ fault: Fault, _ context: FaultContext) -> Response
    /// A body that does not fit its schema, as a fault.
    func fault(_ violation: SchemaViolation) -> Fault
    /// A rule that said no, as a fault.
    func fault(_ denied: PolicyDenied) -> Fault
    /// A body that is no JSON, as a fault.
    func fault(_ syntax: JSONSyntaxError) -> Fault
    /// A microversion that cannot be served, as a fault.
    func fault(_ refused: MicroversionRefused) -> Fault
    /// A body that says it is something else than JSON.
    func unsupportedMedia(_ type: String) -> Fault
    /// No token, or one that does not hold.
    func unauthorized() -> Fault
    /// No route of that path.
    func unknownPath() -> Fault
}

extension FaultStyle {
    package func fault(_ syntax: JSONSyntaxError) -> Fault { .badRequest("The body is not valid JSON: \(syntax).") }
    package func fault(_ refused: MicroversionRefused) -> Fault {
        switch refused {
        case .malformed(let text):
            .badRequest("API Version String \(text) is of invalid format. Must be of format MajorNum.MinorNum.")
        case .unsupported(let version, let range):
            Fault(
                406,
                "Version \(version) is not supported by the API. Minimum is \(range.minimum) and maximum is "
                    + "\(range.maximum).")
        }
    }
    package func unsupportedMedia(_ type: String) -> Fault {
        Fault(415, "The media type \(type) is not supported, use application/json")
    }
    package func unauthorized() -> Fault { .unauthorized() }
    package func unknownPath() -> Fault { .notFound("The resource could not be found.") }

    /// Any error as a fault of this family.
    package func fault(from error: any Error) -> Fault {
        switch error {
        case let violation as SchemaViolation: fault(violation)
        case let denied as PolicyDenied: fault(denied)
        case let syntax as JSONSyntaxError: fault(syntax)
        case let refused as MicroversionRefused: fault(refused)
        case is BodyTooLarge: Fault(413, "The body of the request is too large.")
        default: Fault(error)
        }
    }

    /// A 401 as the token middleware of most services words it, before the service itself is asked.
    package func unauthorizedResponse(_ fault: Fault) -> Response {
        let body: JSON = ["error": ["code": 401, "title": "Unauthorized", "message": .string(fault.message)]]
        return .json(.unauthorized, body)
    }

    /// The standard words of an HTTP status.
    package func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 409: "Conflict"
        case 410: "Gone"
        case 412: "Precondition Failed"
        case 413: "Request Entity Too Large"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Error"
        }
    }
}
