/// Something that happened to a guest, whoever caused it.
package struct GuestEvent: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case defined, undefined, started, paused, resumed, rebooted, suspended
        /// It powered itself off, or was asked to and did.
        case stopped
        /// Somebody ended it.
        case destroyed
        case crashed
        /// Its watchdog barked.
        case watchdog
    }

    package var id: String
    package var name: String
    package var kind: Kind

    package init(id: String, name: String, kind: Kind) {
        self.id = id
        self.name = name
        self.kind = kind
    }
}
