import CloudCore

/// Looks for what does not fit: rows, tasks, guests, files, claims and the data plane against one another.
struct Examination: Sendable {
    /// What changes while it is looked at seems wrong for a moment: only what stays wrong is told.
    private static let patience = Duration.seconds(5)

    let cloud: LocalCloud
    let client: CloudClient

    /// One line for each finding; none when all is well.
    func findings() async throws -> [String] {
        let end = ContinuousClock.now + Self.patience
        var lasting = try await look()
        while !lasting.isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(400))
            let now = Set(try await look())
            lasting = lasting.filter(now.contains)
        }
        return lasting
    }

    private func look() async throws -> [String] {
        let rows = try await CloudRows(client)
        return try await TaskExamination(cloud: cloud).findings()
            + ServerExamination(cloud: cloud, rows: rows).findings()
            + ClaimExamination(client: client, rows: rows).findings()
            + NetworkExamination(cloud: cloud, rows: rows).findings()
            + ImageExamination(cloud: cloud, rows: rows).findings()
    }
}
