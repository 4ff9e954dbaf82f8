import CloudCore
import CloudSQL

extension Database {
    /// Whether the host's agent reports.
    func isUp(_ host: String, _ now: Timestamp, _ configuration: ComputeConfiguration) async throws -> Bool {
        try await read { try $0.computeService(host)?.isUp(at: now, patience: configuration.servicePatience) ?? false }
    }

    /// The scheduler prefers other hosts from now on.
    func noteFailedBuild(on host: String) async throws {
        try await write { connection in
            _ = try connection.execute(
                "UPDATE compute_nodes SET failed_builds = failed_builds + 1 WHERE host = $1", [.text(host)])
        }
    }
}

extension Connection {
    func computeService(_ host: String) throws -> ServiceRecord? {
        try table(ServiceRecord.self).first(
            where: [.init("host", .isIn, [.string(host)]), .init("binary", .isIn, [.string("nova-compute")])])
    }

    func forgetFailedBuilds(on host: String) throws {
        try execute("UPDATE compute_nodes SET failed_builds = 0 WHERE host = $1 AND failed_builds > 0", [.text(host)])
    }
}
