import CloudCore
import CloudSQL
import TestKit
import Testing

@Suite struct ListTests {
    /// Ten rows: sizes 0, 0, 1, 1, …; every third without a name.
    private func withRows(_ engine: TestEngine, _ body: (Database) async throws -> Void) async throws {
        try await engine.withDatabase([Sample.migration]) { database in
            try await database.write { connection in
                let names = ["b", "B", "ä", "a_c", "abc", "a%c", "é"]
                let rows = (0..<10).map { Sample("id\($0)", name: $0 % 3 == 0 ? nil : names[$0 % 7], size: $0 / 2) }
                try connection.table(Sample.self).insert(
                    contentsOf: rows.map { row in
                        var row = row
                        row.projectID = row.id
                        return row
                    })
            }
            try await body(database)
        }
    }

    @Test(arguments: TestEngine.available)
    func pagesCoverEverythingOnceInBothDirections(_ engine: TestEngine) async throws {
        let orders: [[ListQuery.Order]] = [
            [], [.init("name")], [.init("name", ascending: false)], [.init("size", ascending: false)],
            [.init("size"), .init("name", ascending: false)], [.init("name"), .init("size", ascending: false)],
            [.init("isPublic"), .init("deleted_at"), .init("created_at", ascending: false)],
            [.init("id", ascending: false)],
        ]
        // The second lets no row through that has no name.
        let filters: [[ListQuery.Filter]] = [[], [.init("name", .greater, [.string("")])]]
        try await withRows(engine) { database in
            for (order, filters) in orders.flatMap({ order in filters.map { (order, $0) } }) {
                try await database.read { connection in
                    let table = try connection.table(Sample.self)
                    func ids(_ marker: String?, _ limit: Int?, reversed: Bool = false) throws -> [String] {
                        let query = ListQuery(
                            filters: filters, order: order, marker: marker, limit: limit, reversed: reversed)
                        return try table.list(query).map(\.id)
                    }
                    let all = try ids(nil, nil)
                    #expect(Set(all).count == (filters.isEmpty ? 10 : 6))
                    for limit in [1, 3, 10] {
                        var (forward, backward): ([String], [String]) = ([], [])
                        while forward.count <= all.count, case let page = try ids(forward.last, limit), !page.isEmpty {
                            forward += page
                        }
                        #expect(forward == all, "\(order) by \(limit)")
                        while backward.count <= all.count,
                            case let page = try ids(backward.first, limit, reversed: true), !page.isEmpty
                        {
                            backward = page + backward
                        }
                        #expect(backward == all, "\(order) by \(limit), backwards")
                    }
                    if order.first?.column == "name", !filters.isEmpty {
                        // After one without a name come all, or none.
                        #expect(try ids("id9", nil).isEmpty != order[0].ascending)
                    }
                }
            }
        }
    }

    @Test func bothEnginesSortAlike() async throws {
        var results: [[String]] = []
        for engine in TestEngine.available {
            try await withRows(engine) { database in
                results.append(
                    try await database.read { connection in
                        let table = try connection.table(Sample.self)
                        return try table.list(ListQuery(order: [.init("name")])).map(\.id)
                            + table.list(ListQuery(order: [.init("name", ascending: false)])).map(\.id)
                    })
            }
        }
        #expect(Set(results).count == 1)
        #expect(results[0].prefix(4) == ["id0", "id3", "id6", "id9"])
    }

    @Test(arguments: TestEngine.available)
    func filtersMeanTheSame(_ engine: TestEngine) async throws {
        try await withRows(engine) { database in
            func count(
                _ column: String, _ comparison: ListQuery.Operator, _ values: ListQuery.Value...
            ) async throws -> Int {
                try await database.read { try $0.table(Sample.self).count([.init(column, comparison, values)]) }
            }
            #expect(try await count("name", .isIn, .null) == 4)
            #expect(try await count("name", .isNotIn, .null) == 6)
            #expect(try await count("name", .isIn, .string("B"), .null, .string("abc")) == 7)
            #expect(try await count("name", .isNotIn, .string("B")) == 8)
            #expect(try await count("name", .isNotIn, .string("B"), .null) == 4)
            #expect(try await count("name", .isIn) == 0)
            #expect(try await count("name", .isNotIn) == 10)
            #expect(try await count("size", .greaterOrEqual, .integer(3)) == 4)
            #expect(try await count("size", .lessOrEqual, .string("1")) == 4)
            #expect(try await count("size", .isIn, .string("two")) == 0)
            #expect(try await count("isPublic", .isIn, .boolean(true)) == 10)
            #expect(try await count("is_public", .isIn, .string("False")) == 0)
            #expect(try await count("name", .contains, .string("_")) == 0)
            #expect(try await count("name", .contains, .string("%")) == 1)
            #expect(try await count("name", .startsWith, .string("a")) == 2)
            #expect(try await count("name", .contains, .string("b")) == 2)
            #expect(try await count("name", .startsWith, .string("A")) == 0)
            #expect(try await count("size", .contains, .string("1")) == 0)
            #expect(try await count("id", .isIn, .string("id1"), .string("id2"), .string("id3")) == 3)
            let condition = SQLCondition("size = $1 OR (name = $2 AND '$1' <> $2)", [1, "B"])
            let found = try await database.read {
                try $0.table(Sample.self).list(ListQuery().with("isPublic", .boolean(true)), and: condition).map(\.id)
            }
            #expect(found == ["id1", "id2", "id3", "id8"])
        }
    }

    @Test(arguments: TestEngine.available)
    func whatClientsSendIsNeverSQL(_ engine: TestEngine) async throws {
        try await withRows(engine) { database in
            let names = ["id\" OR 1=1 --", "1=1; DROP TABLE samples", "", "no_such", "id, name", "rowid", "samples.id"]
            for column in names {
                await #expect(throws: SQLError.unknownName(column)) {
                    try await database.read { _ = try $0.table(Sample.self).count([.init(column, [.string("x")])]) }
                }
                await #expect(throws: SQLError.unknownName(column)) {
                    try await database.read { _ = try $0.table(Sample.self).list(ListQuery(order: [.init(column)])) }
                }
            }
            for text in ["' OR '1'='1", "\"; DROP TABLE samples; --", "$1", "\\", "!"] {
                let found = try await database.read { connection in
                    let table = try connection.table(Sample.self)
                    return try [ListQuery.Operator.isIn, .contains, .startsWith, .greater].map {
                        try table.count([.init("name", $0, [.string(text)])])
                    }
                }
                #expect(found.prefix(3) == [0, 0, 0])
                await #expect(throws: SQLError.notFound) {
                    try await database.read { _ = try $0.table(Sample.self).list(ListQuery(marker: text)) }
                }
            }
            await #expect(throws: SQLError.self) {
                try await database.read { _ = try $0.table(Sample.self).find("zero\u{0}byte") }
            }
            #expect(try await database.read { try $0.table(Sample.self).count() } == 10)
        }
    }
}
