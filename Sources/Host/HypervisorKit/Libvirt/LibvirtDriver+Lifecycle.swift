import CLibvirt

extension LibvirtDriver {
    package func define(_ guest: GuestDefinition) async throws {
        let xml = DomainXML(guest, emulator: settings.emulator).element.description
        try await connection.call { connection in
            let domain = try checked(virDomainDefineXML(connection, xml), "define the guest \(guest.name)")
            virDomainFree(domain)
        }
    }

    package func start(_ id: String) async throws {
        try await domain(id) { domain in
            switch try Self.state(of: domain) {
            case .running: return
            case .paused: try checked(virDomainResume(domain), "go on with the guest \(id)")
            case .suspended where virDomainIsActive(domain) == 1:
                try checked(virDomainPMWakeup(domain, 0), "wake the guest \(id)")
            default: try checked(virDomainCreate(domain), "start the guest \(id)")
            }
        }
    }

    package func shutdown(_ id: String) async throws {
        let button = UInt32(VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN.rawValue)
        try await domain(id) { domain in
            guard virDomainIsActive(domain) == 1 else { return }
            // A paused guest would never see the button.
            if try Self.state(of: domain) == .paused { virDomainResume(domain) }
            if virDomainShutdownFlags(domain, button) < 0, virDomainIsActive(domain) == 1 {
                throw HypervisorError.last("shut the guest \(id) down")
            }
        }
    }

    package func destroy(_ id: String) async throws {
        _ = try await domainIfAny(id) { domain in try Self.destroy(domain, id) }
    }

    package func reboot(_ id: String, _ kind: RebootKind) async throws {
        let button = UInt32(VIR_DOMAIN_REBOOT_ACPI_POWER_BTN.rawValue)
        try await domain(id) { domain in
            switch kind {
            case .soft: try checked(virDomainReboot(domain, button), "reboot the guest \(id)")
            case .hard:
                try Self.destroy(domain, id)
                virDomainManagedSaveRemove(domain, 0)
                try checked(virDomainCreate(domain), "start the guest \(id)")
            }
        }
    }

    package func pause(_ id: String) async throws {
        try await domain(id) { domain in
            if try Self.state(of: domain) == .paused { return }
            try checked(virDomainSuspend(domain), "pause the guest \(id)")
        }
    }

    package func unpause(_ id: String) async throws {
        try await domain(id) { domain in
            if try Self.state(of: domain) == .running { return }
            try checked(virDomainResume(domain), "unpause the guest \(id)")
        }
    }

    package func suspend(_ id: String) async throws {
        try await domain(id) { domain in
            if virDomainIsActive(domain) == 0, virDomainHasManagedSaveImage(domain, 0) == 1 { return }
            try checked(virDomainManagedSave(domain, 0), "suspend the guest \(id)")
        }
    }

    package func undefine(_ id: String) async throws {
        let flags =
            VIR_DOMAIN_UNDEFINE_MANAGED_SAVE.rawValue | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA.rawValue
            | VIR_DOMAIN_UNDEFINE_NVRAM.rawValue | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA.rawValue
        _ = try await domainIfAny(id) { domain in
            try Self.destroy(domain, id)
            // A guest that was never written down is gone with its process.
            guard virDomainIsPersistent(domain) == 1 else { return }
            try checked(virDomainUndefineFlags(domain, UInt32(flags)), "undefine the guest \(id)")
        }
    }

    private static func destroy(_ domain: OpaquePointer, _ id: String) throws {
        guard virDomainIsActive(domain) == 1 else { return }
        if virDomainDestroy(domain) < 0, virDomainIsActive(domain) == 1 {
            throw HypervisorError.last("stop the guest \(id)")
        }
    }

    /// The power state; a guest whose memory is saved counts as suspended.
    static func state(of domain: OpaquePointer) throws -> PowerState {
        var state: Int32 = 0
        var reason: Int32 = 0
        try checked(virDomainGetState(domain, &state, &reason, 0), "read a guest's state")
        let power = power(of: state)
        let saved = power == .shutdown && virDomainHasManagedSaveImage(domain, 0) == 1
        return saved ? .suspended : power
    }

    static func power(of state: Int32) -> PowerState {
        switch virDomainState(rawValue: UInt32(bitPattern: state)) {
        case VIR_DOMAIN_RUNNING, VIR_DOMAIN_BLOCKED, VIR_DOMAIN_SHUTDOWN: .running
        case VIR_DOMAIN_PAUSED: .paused
        case VIR_DOMAIN_SHUTOFF: .shutdown
        case VIR_DOMAIN_CRASHED: .crashed
        case VIR_DOMAIN_PMSUSPENDED: .suspended
        default: .noState
        }
    }
}
