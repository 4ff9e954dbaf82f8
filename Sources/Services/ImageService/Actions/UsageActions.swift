import CloudAuth
import CloudCore
import CloudSQL
import ServiceClients

/// What a project uses, against its quotas; -1: no limit.
struct UsageActions: Sendable {
    let database: Database
    let access: ImageAccess
    let settings: ImageSettings
    let limits: ImageLimits

    struct Usage: Sendable {
        var name: String
        var limit: Int64
        var usage: Int64
    }

    func show(_ caller: Caller) async throws -> [Usage] {
        try access.enforce("get_images", caller, .project(caller.projectID))
        let (project, settings) = (caller.projectID, settings)
        if let project, let limits = try await limits.limits(of: project) {
            return try await database.read { connection in
                try ImageLimits.Resource.allCases.map { resource in
                    Usage(
                        name: resource.rawValue, limit: Int64(limits.limit(resource.rawValue)),
                        usage: try connection.use(of: resource, by: [project]))
                }
            }
        }
        return try await database.read { connection in
            let sizes = settings.storageQuota > 0 ? settings.storageQuota >> 20 : -1
            return [
                Usage(name: "image_size_total", limit: sizes, usage: try connection.storedBytes(of: project) >> 20),
                Usage(name: "image_stage_total", limit: -1, usage: 0),
                Usage(
                    name: "image_count_total", limit: Int64(settings.countQuota),
                    usage: Int64(try connection.imageCount(of: project))),
                Usage(
                    name: "image_count_uploading", limit: -1,
                    usage: Int64(try connection.imageCount(of: project, status: [.saving, .uploading]))),
            ]
        }
    }
}
