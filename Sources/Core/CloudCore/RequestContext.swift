/// Who asked for what is being done, carried along calls, messages and tasks.
package struct RequestContext: Sendable, Codable, Hashable {
    /// `req-` and a UUID: the id that the client sees, and `apus trace` takes.
    package var requestID: String
    /// The id of the client's own request, sent by another service (`X-OpenStack-Request-ID` coming in).
    package var globalRequestID: String?
    /// The span that caused this work; its children name it as their parent.
    package var spanID: String?
    package var userID: String?
    package var userName: String?
    package var projectID: String?
    /// The domain that the caller's token is of, when it is of one.
    package var domainID: String?
    /// Where the request came from: its address, and the program's own name for itself.
    package var remoteAddress: String?
    package var userAgent: String?

    package init(
        requestID: String, globalRequestID: String? = nil, spanID: String? = nil, userID: String? = nil,
        projectID: String? = nil
    ) {
        self.requestID = requestID
        self.globalRequestID = globalRequestID
        self.spanID = spanID
        self.userID = userID
        self.projectID = projectID
    }

    /// The context of what runs now; set by the HTTP pipeline, the bus and the task runner.
    @TaskLocal package static var current: RequestContext?
}
