import CloudSQL

extension Connection {
    /// What those projects use: MiB, or images.
    func use(of resource: ImageLimits.Resource, by owners: [String]) throws -> Int64 {
        let (value, states) =
            switch resource {
            case .sizeTotal: ("sum(size)", "status NOT IN ('saving', 'uploading', 'importing')")
            case .stageTotal: ("sum(size)", "status = 'uploading'")
            case .countTotal: ("count(*)", "1 = 1")
            case .countUploading: ("count(*)", "status IN ('saving', 'uploading', 'importing')")
            }
        var total: Int64 = 0
        var rest = owners[...]
        while !rest.isEmpty {
            let some = rest.prefix(512)
            rest = rest.dropFirst(512)
            let places = some.indices.map { "$\($0 - some.startIndex + 1)" }.joined(separator: ", ")
            // sum() is NUMERIC on PostgreSQL.
            total +=
                try scalar(
                    """
                    SELECT CAST(COALESCE(\(value), 0) AS BIGINT) FROM images WHERE owner IN (\(places)) AND \(states)
                    """, some.map { .text($0) })?.number() ?? 0
        }
        return resource == .sizeTotal || resource == .stageTotal ? total >> 20 : total
    }
}
