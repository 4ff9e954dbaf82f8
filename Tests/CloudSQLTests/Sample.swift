import CloudCore
import CloudJSON
import CloudSQL

/// A record with a property of every kind.
struct Sample: Versioned, Equatable {
    enum State: String, Codable { case active, error }
    enum Level: Int, Codable { case low = 1, high = 2 }
    struct Part: Codable, Equatable {
        var name: String
        var sizes: [Int]
    }
    struct Address: SQLScalar, Equatable {
        var text: String
        init(_ text: String) { self.text = text }
        init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(text)
        }
    }

    static let table = "samples"

    var id: String
    var projectID: String
    var name: String?
    var state: State
    var level: Level?
    var isPublic: Bool
    var hasFlag: Bool?
    var size: Int
    var big: Int64
    var small: Int32
    var ratio: Double
    var createdAt: Timestamp
    var deletedAt: Timestamp?
    var bytes: [UInt8]
    var optionalBytes: [UInt8]?
    var tags: [String]
    var extra: JSON?
    var metadata: [String: String]
    var part: Part?
    var address: Address
    var sha: String
    var generation: Int64

    enum CodingKeys: String, CodingKey {
        case id, projectID, name, state, level, isPublic, hasFlag, size, big, small, ratio, createdAt, deletedAt, bytes
        case optionalBytes, tags, extra, metadata, part, address, generation
        case sha = "os_hash_value"
    }

    static let migration = Migration(
        1, "samples",
        [
            """
            CREATE TABLE samples (id TEXT PRIMARY KEY, project_id TEXT NOT NULL, name TEXT, state TEXT NOT NULL,
            level INTEGER, is_public INTEGER NOT NULL, has_flag INTEGER, size INTEGER NOT NULL, big BIGINT NOT NULL,
            small INTEGER NOT NULL, ratio DOUBLE PRECISION NOT NULL, created_at BIGINT NOT NULL, deleted_at BIGINT,
            bytes BLOB NOT NULL, optional_bytes BLOB, tags TEXT NOT NULL, extra TEXT,
            metadata TEXT NOT NULL, part TEXT, address TEXT NOT NULL,
            os_hash_value TEXT NOT NULL DEFAULT '', generation BIGINT NOT NULL,
            UNIQUE (project_id, name))
            """,
            "CREATE TABLE children (id TEXT PRIMARY KEY, sample_id TEXT NOT NULL REFERENCES samples (id))",
        ])

    init(_ id: String, name: String? = nil, size: Int = 0, project: String = "p") {
        self.id = id
        self.projectID = project
        self.name = name
        state = .active
        isPublic = true
        self.size = size
        big = .max
        small = -7
        ratio = 0.1
        createdAt = Timestamp(microseconds: 1_763_000_000_123_456)
        bytes = []
        tags = []
        metadata = [:]
        address = Address("10.0.0.1")
        sha = "abc"
        generation = 1
    }
}
