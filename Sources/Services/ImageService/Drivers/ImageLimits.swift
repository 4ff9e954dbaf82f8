import CloudCore
import CloudSQL
import ServiceClients

/// Identity's limits of images, when they are what counts (Glance's `use_keystone_limits`).
struct ImageLimits: Sendable {
    /// What is limited: sizes in MiB, and numbers.
    enum Resource: String, CaseIterable, Sendable {
        case sizeTotal = "image_size_total"
        case stageTotal = "image_stage_total"
        case countTotal = "image_count_total"
        case countUploading = "image_count_uploading"
    }

    /// nil: the configured quotas count.
    let client: UnifiedLimitClient?

    /// The limits of an image's owner, asked before the transaction that counts; nil where identity's do not count.
    /// - Throws: `Fault` 503 when they cannot be had: nothing is allowed then.
    func limits(of owner: String?) async throws -> UnifiedLimits? {
        guard let client, let owner else { return nil }
        return try await client.limits(ofProject: owner)
    }
}

extension UnifiedLimits {
    /// - Parameter delta: beyond what is used now; 0 asks whether too much is used already, as Glance does where it
    ///   does not know yet how much will come.
    /// - Throws: `Fault` 413 in Glance's words.
    func check(_ resource: ImageLimits.Resource, delta: Int, _ connection: Connection) throws {
        do {
            try check([resource.rawValue: delta]) { owners in
                [resource.rawValue: Int(try connection.use(of: resource, by: owners))]
            }
        } catch let over as OverLimit {
            throw Fault(
                413,
                "The request returned a 413 Request Entity Too Large. This generally means that rate limiting or a "
                    + "quota threshold was breached.\n\nThe response body:\n\(over.message)")
        }
    }
}
