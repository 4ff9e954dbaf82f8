import CLibvirt

/// Turns libvirt's callbacks into events of the stream. libvirt holds one reference for each callback registered.
final class LibvirtEventSink: Sendable {
    private let namePrefix: String
    private let continuation: AsyncStream<GuestEvent>.Continuation

    init(namePrefix: String, continuation: AsyncStream<GuestEvent>.Continuation) {
        self.namePrefix = namePrefix
        self.continuation = continuation
    }

    /// Asks for everything that we tell of; returns the ids to deregister with.
    func register(on connection: OpaquePointer) throws -> [Int32] {
        let lifecycle:
            @convention(c) (OpaquePointer?, OpaquePointer?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
                _, domain, event, detail, opaque in
                LibvirtEventSink.from(opaque)?.lifecycle(domain, event: event, detail: detail)
                return 0
            }
        let reboot: @convention(c) (OpaquePointer?, OpaquePointer?, UnsafeMutableRawPointer?) -> Void = {
            _, domain, opaque in
            LibvirtEventSink.from(opaque)?.yield(domain, .rebooted)
        }
        let watchdog: @convention(c) (OpaquePointer?, OpaquePointer?, Int32, UnsafeMutableRawPointer?) -> Void = {
            _, domain, _, opaque in
            LibvirtEventSink.from(opaque)?.yield(domain, .watchdog)
        }
        // libvirt declares one type for all callbacks and tells the true one by the event's number.
        return [
            try add(VIR_DOMAIN_EVENT_ID_LIFECYCLE, unsafeBitCast(lifecycle, to: Callback.self), on: connection),
            try add(VIR_DOMAIN_EVENT_ID_REBOOT, reboot, on: connection),
            try add(VIR_DOMAIN_EVENT_ID_WATCHDOG, unsafeBitCast(watchdog, to: Callback.self), on: connection),
        ]
    }

    private typealias Callback = @convention(c) (OpaquePointer?, OpaquePointer?, UnsafeMutableRawPointer?) -> Void

    private func add(_ event: virDomainEventID, _ callback: Callback, on connection: OpaquePointer) throws -> Int32 {
        let opaque = Unmanaged.passRetained(self).toOpaque()
        let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = { opaque in
            if let opaque { Unmanaged<LibvirtEventSink>.fromOpaque(opaque).release() }
        }
        let id = virConnectDomainEventRegisterAny(connection, nil, Int32(event.rawValue), callback, opaque, release)
        return try checked(id, "watch events")
    }

    private static func from(_ opaque: UnsafeMutableRawPointer?) -> LibvirtEventSink? {
        opaque.map { Unmanaged<LibvirtEventSink>.fromOpaque($0).takeUnretainedValue() }
    }

    private func lifecycle(_ domain: OpaquePointer?, event: Int32, detail: Int32) {
        if let kind = Self.kind(event: event, detail: detail) { yield(domain, kind) }
    }

    private func yield(_ domain: OpaquePointer?, _ kind: GuestEvent.Kind) {
        guard let domain, let name = virDomainGetName(domain).map({ String(cString: $0) }), name.hasPrefix(namePrefix),
            let id = uuid(of: domain)
        else { return }
        continuation.yield(GuestEvent(id: id, name: name, kind: kind))
    }

    /// nil for what we do not tell of.
    static func kind(event: Int32, detail: Int32) -> GuestEvent.Kind? {
        switch virDomainEventType(rawValue: UInt32(event)) {
        case VIR_DOMAIN_EVENT_DEFINED: .defined
        case VIR_DOMAIN_EVENT_UNDEFINED: .undefined
        case VIR_DOMAIN_EVENT_STARTED: .started
        case VIR_DOMAIN_EVENT_SUSPENDED: .paused
        case VIR_DOMAIN_EVENT_RESUMED: .resumed
        case VIR_DOMAIN_EVENT_PMSUSPENDED: .suspended
        case VIR_DOMAIN_EVENT_CRASHED: .crashed
        case VIR_DOMAIN_EVENT_STOPPED: stopped(virDomainEventStoppedDetailType(rawValue: UInt32(detail)))
        default: nil
        }
    }

    private static func stopped(_ detail: virDomainEventStoppedDetailType) -> GuestEvent.Kind {
        switch detail {
        case VIR_DOMAIN_EVENT_STOPPED_DESTROYED, VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT,
            VIR_DOMAIN_EVENT_STOPPED_MIGRATED:
            .destroyed
        case VIR_DOMAIN_EVENT_STOPPED_CRASHED, VIR_DOMAIN_EVENT_STOPPED_FAILED: .crashed
        case VIR_DOMAIN_EVENT_STOPPED_SAVED: .suspended
        default: .stopped
        }
    }
}

/// A domain's UUID as text.
func uuid(of domain: OpaquePointer) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(VIR_UUID_STRING_BUFLEN))
    guard virDomainGetUUIDString(domain, &buffer) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
