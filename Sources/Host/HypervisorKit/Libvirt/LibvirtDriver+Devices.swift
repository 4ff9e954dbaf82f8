import CLibvirt

extension LibvirtDriver {
    package func attach(_ disk: GuestDisk, to id: String) async throws {
        try await attach(DeviceXML.disk(disk), to: id) {
            $0.name == "disk" && $0.first("target")?.attribute("dev") == disk.device
        }
    }

    package func attach(_ interface: GuestInterface, to id: String) async throws {
        try await attach(DeviceXML.interface(interface), to: id) { Self.isInterface($0, mac: interface.mac) }
    }

    package func detachDisk(_ device: String, from id: String) async throws {
        try await detach(from: id, what: "disk \(device)") {
            $0.name == "disk" && $0.first("target")?.attribute("dev") == device
        }
    }

    package func detachInterface(mac: String, from id: String) async throws {
        try await detach(from: id, what: "interface \(mac)") { Self.isInterface($0, mac: mac) }
    }

    package func resizeDisk(_ device: String, of id: String, size: UInt64) async throws {
        _ = try await domain(id) { domain in
            let bytes = UInt32(VIR_DOMAIN_BLOCK_RESIZE_BYTES.rawValue)
            try checked(virDomainBlockResize(domain, device, size, bytes), "resize the disk \(device)")
        }
    }

    package func copyDisk(_ device: String, of id: String, to path: String) async throws {
        let others = try await devices(of: id).filter { $0.name == "disk" }
            .compactMap { $0.first("target")?.attribute("dev") }.filter { $0 != device }
        let target = XMLElement(
            "disk", ["name": device, "backup": "yes", "type": "file"],
            [XMLElement("target", ["file": path]), XMLElement("driver", ["type": "qcow2"])])
        let rest = others.map { XMLElement("disk", ["name": $0, "backup": "no"]) }
        let backup = XMLElement("domainbackup", ["mode": "push"], [XMLElement("disks", [target] + rest)]).description
        _ = try await domain(id) { domain in
            try checked(virDomainBackupBegin(domain, backup, nil, 0), "copy the disk \(device)")
        }
        do {
            while try await isBusy(id) { try await Task.sleep(for: .milliseconds(100)) }
        } catch {
            // Left half done, whatever the reason: a job must not outlive the one who waits for it.
            _ = try? await domain(id) { virDomainAbortJob($0) }
            throw error
        }
        try await checkCompleted(id, device)
    }

    /// Whether a job of the guest is under way.
    private func isBusy(_ id: String) async throws -> Bool {
        try await domain(id) { domain in
            var kind: Int32 = 0
            var parameters: virTypedParameterPtr?
            var count: Int32 = 0
            try checked(virDomainGetJobStats(domain, &kind, &parameters, &count, 0), "follow a copy")
            virTypedParamsFree(parameters, count)
            return kind != Int32(VIR_DOMAIN_JOB_NONE.rawValue)
        }
    }

    private func checkCompleted(_ id: String, _ device: String) async throws {
        let kind: Int32 = try await domain(id) { domain in
            var kind: Int32 = 0
            var parameters: virTypedParameterPtr?
            var count: Int32 = 0
            let completed = UInt32(VIR_DOMAIN_JOB_STATS_COMPLETED.rawValue)
            try checked(virDomainGetJobStats(domain, &kind, &parameters, &count, completed), "follow a copy")
            virTypedParamsFree(parameters, count)
            return kind
        }
        guard kind == Int32(VIR_DOMAIN_JOB_COMPLETED.rawValue) else {
            throw HypervisorError(.failed, "The copy of the disk \(device) did not come to its end.")
        }
    }

    /// The devices that the guest has now, as libvirt describes them.
    func devices(of id: String) async throws -> [XMLElement] {
        let xml = try await domain(id) { domain in
            text(try checked(virDomainGetXMLDesc(domain, 0), "read the guest \(id)"))
        }
        guard let devices = XMLReader.parse(xml)?.first("devices") else {
            throw HypervisorError(.failed, "The description of the guest \(id) cannot be read.")
        }
        return devices.children
    }

    private func attach(
        _ device: XMLElement, to id: String, isSame: @escaping @Sendable (XMLElement) -> Bool
    ) async throws {
        if try await devices(of: id).contains(where: isSame) { return }
        let xml = device.description
        _ = try await domain(id) { domain in
            try checked(
                virDomainAttachDeviceFlags(domain, xml, Self.scope(of: domain)), "attach a device to the guest \(id)")
        }
    }

    /// Asks until the guest has let go: some do only at the second time, and a booting one not at all yet.
    private func detach(
        from id: String, what: String, isSame: @escaping @Sendable (XMLElement) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + settings.detachTimeout
        var asked = 0
        while let device = try await devices(of: id).first(where: isSame) {
            if asked > 0, ContinuousClock.now >= deadline {
                throw HypervisorError(.timeout, "The guest \(id) does not let go of its \(what).")
            }
            if asked.isMultiple(of: 25) { try await ask(id, toLetGoOf: device, again: asked > 0) }
            asked += 1
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func ask(_ id: String, toLetGoOf device: XMLElement, again: Bool) async throws {
        let xml = device.description
        try await domain(id) { domain in
            // The definition has lost it with the first request already.
            let scope = again ? UInt32(VIR_DOMAIN_AFFECT_LIVE.rawValue) : Self.scope(of: domain)
            if virDomainDetachDeviceFlags(domain, xml, scope) == 0 || again { return }
            let error = HypervisorError.last("detach a device from the guest \(id)")
            // Not in the definition, yet in the guest: an earlier request reached only one of them.
            guard error.kind == .notFound || error.kind == .invalidDefinition || error.kind == .failed,
                virDomainDetachDeviceFlags(domain, xml, UInt32(VIR_DOMAIN_AFFECT_LIVE.rawValue)) == 0
            else { throw error }
        }
    }

    private static func isInterface(_ device: XMLElement, mac: String) -> Bool {
        device.name == "interface" && device.first("mac")?.attribute("address")?.lowercased() == mac.lowercased()
    }

    /// The definition, and the guest too when it runs.
    private static func scope(of domain: OpaquePointer) -> UInt32 {
        let definition = virDomainIsPersistent(domain) == 1 ? VIR_DOMAIN_AFFECT_CONFIG.rawValue : 0
        let guest = virDomainIsActive(domain) == 1 ? VIR_DOMAIN_AFFECT_LIVE.rawValue : 0
        return UInt32(definition | guest)
    }
}
