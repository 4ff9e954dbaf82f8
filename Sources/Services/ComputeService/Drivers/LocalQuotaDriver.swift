import CloudCore
import CloudSQL

/// Limits from compute's own rows: of the project, of the class `default`, of the configuration.
struct LocalQuotaDriver: QuotaDriver {
    let configuration: ComputeConfiguration

    func limits(ofProject id: String?) -> any ProjectQuota {
        LocalProjectQuota(projectID: id, configuration: configuration)
    }
}

/// Compute's own limits of one project; read in the transaction itself.
struct LocalProjectQuota: ProjectQuota {
    let projectID: String?
    let configuration: ComputeConfiguration

    func shown(_ connection: Connection) throws -> QuotaLimits {
        try connection.limits(ofProject: projectID, configuration)
    }

    func serverCount(minimum: Int, maximum: Int, _ flavor: Flavor, hasImage: Bool, _ connection: Connection) throws
        -> Int
    {
        try shown(connection).servers.count(
            minimum: minimum, maximum: maximum, flavor, used: try connection.usage(ofProject: projectID ?? ""))
    }

    func check(
        _ resource: QuotaResource, used: Int, more: Int, _ connection: Connection, refusal: (_ limit: Int) -> String
    ) throws {
        let limit = try shown(connection)[resource]
        guard limit < 0 || used + more <= limit else { throw Fault.forbidden(refusal(limit)) }
    }
}
