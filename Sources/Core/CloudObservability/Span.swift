package import CloudCore

/// One timed piece of a request's work. The 29 steps of a boot carry their numbers.
package struct Span: Sendable, Codable, Hashable {
    package var id: String
    package var parentID: String?
    package var requestID: String
    /// What was done: `POST /v2.1/servers`, `scheduler: claim`, …
    package var name: String
    /// The step of the classic boot (design, section 5), 1 to 29.
    package var step: Int?
    /// The role and process that did it.
    package var service: String
    package var start: Timestamp
    package var end: Timestamp
    /// What it found, in a few words; "nothing to do" for an empty step.
    package var note: String?
    /// Why it failed.
    package var fault: String?

    package init(
        id: String, parentID: String?, requestID: String, name: String, step: Int? = nil, service: String,
        start: Timestamp,
        end: Timestamp, note: String? = nil, fault: String? = nil
    ) {
        self.id = id
        self.parentID = parentID
        self.requestID = requestID
        self.name = name
        self.step = step
        self.service = service
        self.start = start
        self.end = end
        self.note = note
        self.fault = fault
    }
}
