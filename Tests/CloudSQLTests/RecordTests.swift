import CloudCore
import CloudJSON
import CloudSQL
import TestKit
import Testing

@Suite struct RecordTests {
    @Test(arguments: TestEngine.available)
    func everyTypeGoesRound(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            var full = Sample("full", name: "ünï 'quoted' \"x\" \\ \n 🦅")
            full.level = .high
            full.state = .error
            full.hasFlag = false
            full.big = .min
            full.ratio = 1e300
            full.deletedAt = Timestamp(microseconds: -1)
            full.bytes = Array(0...255)
            full.optionalBytes = [0]
            full.tags = ["b", "a", "é"]
            full.extra = ["n": 1, "list": [true, nil, 1.5, "x"]]
            full.metadata = ["someKey": "v/alue", "a b": ""]
            full.part = Sample.Part(name: "x", sizes: [3, 1])
            let empty = Sample("empty")
            let wanted = [empty, full]
            let found = try await database.write { connection in
                let table = try connection.table(Sample.self)
                try table.insert(wanted[0])
                try table.insert(wanted[1])
                return try [table.find("empty"), table.find("full")].compactMap { $0 }
            }
            #expect(found == wanted)
            let row = try await database.read { try $0.query("SELECT * FROM samples WHERE id = $1", ["full"])[0] }
            #expect(try row.string("tags") == #"["b","a","é"]"#)
            #expect(try row.string("metadata") == #"{"a b":"","someKey":"v/alue"}"#)
            #expect(try row.string("address") == "10.0.0.1")
            #expect(try row.bool("is_public") && row.optionalBool("has_flag") == false && row.int("level") == 2)
            #expect(try row.json("tags", as: [String].self) == ["b", "a", "é"])
            #expect(try row.optionalTimestamp("deleted_at")?.microseconds == -1)
            #expect(throws: SQLError.self) { try row.int("name") }
            #expect(throws: SQLError.self) { try row.string("nothing") }
        }
    }

    @Test(arguments: TestEngine.available)
    func rowsAreFoundChangedAndDeleted(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            try await database.write { connection in
                let table = try connection.table(Sample.self)
                try table.insert(contentsOf: (0..<150).map { Sample("s\($0)", name: "n\($0)", size: $0) })
                #expect(try table.count() == 150)
                #expect(try Set(table.find(keys: ["s1", "s149", "none", "s1"]).map(\.id)) == ["s1", "s149"])
                #expect(try table.find("none") == nil)
                #expect(try table.delete("s0") && !table.delete("s0"))
                #expect(try table.delete(where: [.init("size", .less, [.integer(100)])]) == 99)
                let one = ListQuery.Filter("size", [.integer(149)])
                #expect(try table.update(set: ["name": nil, "isPublic": false], where: [one]) == 1)
                let last = try #require(try table.find("s149"))
                #expect(last.name == nil && !last.isPublic)
                #expect(try !table.insertIfAbsent(last))
                var other = last
                other.size = 5
                try table.upsert(other)
                #expect(try table.find("s149")?.size == 5)
                #expect(try table.exists(where: [.init("id", [.string("s149")])]))
                #expect(try connection.all(String.self, "SELECT id FROM samples ORDER BY id LIMIT 1") == ["s100"])
                #expect(try connection.scalar("SELECT sum(size) FROM samples")?.number() == (100...148).reduce(5, +))
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func aStaleGenerationIsRefused(_ engine: TestEngine) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            let first = try await database.write { connection in
                let table = try connection.table(Sample.self)
                try table.insert(Sample("a"))
                var mine = try #require(try table.find("a"))
                mine.size = 1
                try table.update(&mine)
                return mine
            }
            #expect(first.generation == 2)
            await #expect(throws: SQLError.stale) {
                try await database.write { connection in
                    var old = Sample("a", size: 9)
                    try connection.table(Sample.self).update(&old)
                }
            }
            await #expect(throws: SQLError.notFound) {
                try await database.write { connection in
                    var gone = Sample("gone")
                    try connection.table(Sample.self).update(&gone)
                }
            }
            #expect(try await database.read { try $0.table(Sample.self).find("a") } == first)
        }
    }

    @Test func valuesThatDoNotFitAreTypedErrors() async throws {
        struct Wrong: Record {
            static let table = "samples"
            var id: Int
        }
        struct Missing: Record {
            static let table = "samples"
            var id: String
            var nothing: String
        }
        struct NoTable: Record {
            static let table = "nowhere"
            var id: String
        }
        try await TestEngine.sqlite.withDatabase([Sample.migration]) { database in
            try await database.write { try $0.table(Sample.self).insert(Sample("a")) }
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.table(Wrong.self).list() } }
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.table(Missing.self).list() } }
            await #expect(throws: SQLError.self) { try await database.read { _ = try $0.table(NoTable.self).list() } }
            await #expect(throws: SQLError.unknownName("nothing")) {
                try await database.write { try $0.table(Missing.self).insert(Missing(id: "b", nothing: "")) }
            }
        }
    }
}

extension SQLError {
    static func unknownName(_ column: String) -> SQLError {
        .other(code: "42703", message: "table samples has no column \(column)")
    }
}
