package import CloudCore
package import CloudJSON

/// An audited activity (DMTF DSP0262, Cloud Auditing Data Federation), written as pycadf writes it.
package struct CADFEvent: Sendable, JSONWritable {
    package var id: String
    package var time: Timestamp
    /// `created.project`, `authenticate`.
    package var action: String
    package var outcome: CADFOutcome
    package var initiator: CADFResource
    package var target: CADFResource
    package var observer: CADFResource
    package var reason: CADFReason?
    /// What OpenStack adds beside the standard's members.
    package var extra: [(name: String, value: JSON)] = []

    package init(
        id: String, time: Timestamp, action: String, outcome: CADFOutcome, initiator: CADFResource,
        target: CADFResource, observer: CADFResource
    ) {
        self.id = id
        self.time = time
        self.action = action
        self.outcome = outcome
        self.initiator = initiator
        self.target = target
        self.observer = observer
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("typeURI", "http://schemas.dmtf.org/cloud/audit/1.0/event")
            writer.field("eventType", "activity")
            writer.field("id", id)
            writer.field("eventTime", time.text(.microsecondsWithoutZone) + "+0000")
            writer.field("action", action)
            writer.field("outcome", outcome.rawValue)
            writer.field("observer", observer)
            writer.field("initiator", initiator)
            writer.field("target", target)
            writer.fieldIfPresent("reason", reason)
            for member in extra { writer.field(member.name, member.value) }
        }
    }
}
