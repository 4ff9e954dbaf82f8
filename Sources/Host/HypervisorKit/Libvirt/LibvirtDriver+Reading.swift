import CLibvirt
import Glibc
import HostKit

extension LibvirtDriver {
    package func guests() async throws -> [GuestStatus] {
        let prefix = settings.namePrefix
        return try await connection.call { connection in
            var domains: UnsafeMutablePointer<virDomainPtr?>?
            let count = try checked(virConnectListAllDomains(connection, &domains, 0), "list the guests")
            defer { free(domains) }
            var found: [GuestStatus] = []
            for index in 0..<Int(count) {
                guard let domain = domains?[index] else { continue }
                defer { virDomainFree(domain) }
                // A guest that ends just now is left out, not an error of the whole list.
                if let status = try? Self.status(of: domain), status.name.hasPrefix(prefix) { found.append(status) }
            }
            return found.sorted { $0.name < $1.name }
        }
    }

    package func status(of id: String) async throws -> GuestStatus? {
        try await domainIfAny(id) { try Self.status(of: $0) } ?? nil
    }

    /// nil when the guest bears no mark of ours.
    private static func status(of domain: OpaquePointer) throws -> GuestStatus? {
        let kind = Int32(VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        guard let mark = virDomainGetMetadata(domain, kind, GuestMetadata.namespace, 0),
            let element = XMLReader.parse(text(mark)), let id = uuid(of: domain),
            let name = virDomainGetName(domain).map({ String(cString: $0) })
        else { return nil }
        var values = virDomainInfo()
        try checked(virDomainGetInfo(domain, &values), "read the guest \(name)")
        return GuestStatus(
            id: id, name: name, state: try state(of: domain), vcpus: Int(values.nrVirtCpu),
            memory: Int(values.maxMem / 1024),
            processorTime: values.cpuTime, isPersistent: virDomainIsPersistent(domain) == 1,
            hasSavedState: virDomainHasManagedSaveImage(domain, 0) == 1, metadata: GuestMetadata(element))
    }

    package func consoleLog(_ id: String, lines: Int?) async throws -> String {
        let serial = try await devices(of: id).first { $0.name == "serial" }
        let path = serial?.first("log")?.attribute("file") ?? serial?.first("source")?.attribute("path")
        guard let path else { throw HypervisorError(.notFound, "The guest \(id) has no console log.") }
        return try await BlockingWork.run { try ConsoleLog.tail(path, lines: lines) }
    }

    package func statistics(_ id: String) async throws -> GuestStatistics {
        let inNamespace = settings.namespace != nil
        return try await domain(id) { domain in
            var domains: [virDomainPtr?] = [domain, nil]
            var records: UnsafeMutablePointer<virDomainStatsRecordPtr?>?
            let count = try checked(virDomainListGetStats(&domains, 0, &records, 0), "measure the guest \(id)")
            defer { virDomainStatsRecordListFree(records) }
            guard count > 0, let record = records?[0] else {
                throw HypervisorError(.notFound, "There is no guest \(id).")
            }
            let parameters = UnsafeBufferPointer(start: record.pointee.params, count: Int(record.pointee.nparams))
            var reading = StatisticsReading(parameters)
            // libvirt looks for the taps in the main thread's namespace; this thread is in theirs.
            if inNamespace { reading.readInterfaces(fromDevices: HostFile.text("/proc/thread-self/net/dev") ?? "") }
            return reading.statistics
        }
    }
}
