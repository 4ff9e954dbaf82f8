package import CloudAuth
package import CloudCore
package import CloudJSON

/// How one API family words and shapes its faults.
package protocol FaultStyle: Sendable {
    /// The answer to a fault, in this family's shape.
    func response(_ fault: Fault, requestID: String) -> Response
    /// A body that does not fit its schema, as a fault.
    func fault(_ violation: SchemaViolation) -> Fault
    /// A rule that said no, as a fault.
    func fault(_ denied: PolicyDenied) -> Fault
    /// A body that is no JSON, as a fault.
    func fault(_ syntax: JSONSyntaxError) -> Fault
    /// No token, or one that does not hold.
    func unauthorized() -> Fault
    /// No route of that path.
    func unknownPath() -> Fault
}

extension FaultStyle {
    package func fault(_ syntax: JSONSyntaxError) -> Fault { .badRequest("The body is not valid JSON: \(syntax).") }
    package func unauthorized() -> Fault { .unauthorized() }
    package func unknownPath() -> Fault { .notFound("The resource could not be found.") }

    /// Any error as a fault of this family.
    package func fault(from error: any Error) -> Fault {
        switch error {
        case let violation as SchemaViolation: fault(violation)
        case let denied as PolicyDenied: fault(denied)
        case let syntax as JSONSyntaxError: fault(syntax)
        case is BodyTooLarge: Fault(413, "The body of the request is too large.")
        default: Fault(error)
        }
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
