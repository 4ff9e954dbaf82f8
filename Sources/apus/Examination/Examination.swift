import CloudCore

/// Looks for what does not fit: rows, tasks, guests, files, claims and the data plane against one another.
struct Examination: Sendable {
    /// What changes while it is looked at seems wrong for a moment: only what stays wrong is told.
    private static let patience = Duration.seconds(5)

    let cloud: LocalCloud
    let client: CloudClient

    /// None when all is well.
    func findings() async throws -> [Finding] {
        let end = ContinuousClock.now + Self.patience
        var lasting = try await look()
        while !lasting.isEmpty, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(400))
            let now = Set(try await look().map(\.text))
            lasting = lasting.filter { now.contains($0.text) }
        }
        return lasting
    }

    private func look() async throws -> [Finding] {
        let rows = try await CloudRows(client)
        return try await TaskExamination(cloud: cloud).findings()
            + ServerExamination(cloud: cloud, rows: rows).findings()
            + ClaimExamination(client: client, rows: rows).findings()
            + NetworkExamination(cloud: cloud, rows: rows).findings()
            + ImageExamination(cloud: cloud, rows: rows).findings()
    }
}
