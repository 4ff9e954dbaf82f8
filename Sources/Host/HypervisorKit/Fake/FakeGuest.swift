/// A guest that is only said to be.
struct FakeGuest: Sendable, Codable {
    var definition: GuestDefinition
    var state: PowerState
    /// What its serial console has printed.
    var console: String

    init(_ definition: GuestDefinition) {
        self.definition = definition
        state = .shutdown
        console = ""
    }

    var status: GuestStatus {
        GuestStatus(
            id: definition.id, name: definition.name, state: state, vcpus: definition.vcpus, memory: definition.memory,
            hasSavedState: state == .suspended, metadata: definition.metadata)
    }

    mutating func boot() {
        if state != .suspended { console += "guest: boot\nguest: \(definition.name) ready\n" }
        state = .running
    }
}
