import CloudCore
import Testing

@testable import CloudSQL

@Suite struct PartsTests {
    @Test(arguments: [
        ("projectID", "project_id"), ("id", "id"), ("hasX", "has_x"), ("osHashAlgo", "os_hash_algo"),
        ("URLPath", "url_path"), ("imageURLs", "image_urls"), ("projectIDs", "project_ids"),
        ("ipv4Address", "ipv4_address"), ("sha256", "sha256"), ("os_hash_value", "os_hash_value"),
        ("memoryMB", "memory_mb"), ("vCPUs", "v_cpus"), ("isDHCPSetUp", "is_dhcp_set_up"),
    ])
    func propertiesBecomeColumns(_ property: String, _ column: String) {
        #expect(SnakeCase.column(property) == column)
    }

    @Test func conditionsAreRenumbered() {
        let condition = SQLCondition("a = $1 AND b IN ($2, $10) AND c = '$1' AND \"$2\" = $2", [1, 2])
        #expect(condition.renumbered(by: 3) == "a = $4 AND b IN ($5, $13) AND c = '$1' AND \"$2\" = $5")
        let both = SQLCondition("a = $1", [1]).or(SQLCondition("b = $1", [2]))
        #expect(both == SQLCondition("(a = $1) OR (b = $2)", [1, 2]))
    }

    @Test func locationsAreRead() {
        #expect(DatabaseLocation(url: "sqlite:///var/x.db") == .sqlite(path: "/var/x.db"))
        #expect(DatabaseLocation(url: "sqlite:x.db") == .sqlite(path: "x.db"))
        #expect(DatabaseLocation(url: "/var/x.db") == .sqlite(path: "/var/x.db"))
        #expect(
            DatabaseLocation(url: "postgresql://u@h/d?a=b&schema=nova")
                == .postgresql("postgresql://u@h/d?a=b", schema: "nova"))
        #expect(DatabaseLocation(url: "postgres://h/d?schema=n") == .postgresql("postgres://h/d", schema: "n"))
        #expect(DatabaseLocation(url: "mysql://h/d") == nil)
        #expect(DatabaseLocation(url: "") == nil)
    }

    @Test func theLeastUsedStatementsGo() {
        var cache = StatementCache<Int>(capacity: 4)
        for i in 0..<4 { #expect(cache.insert("\(i)", i).isEmpty) }
        #expect(cache.find("0") == 0)
        #expect(cache.insert("4", 4) == [1])
        #expect(cache.find("1") == nil && cache.find("0") == 0 && cache.count == 4)
    }

    @Test func statementsAreCachedOnASession() throws {
        let path = "/tmp/apus-test-\(IdentifierSource.random.hex())/x"
        defer { try? removeFolder(of: path) }
        let session = try SQLiteSession(path: path, writes: true)
        for i in 0..<2000 { _ = try session.run("SELECT \(i % 500), $1", [1]) { _, _ in } }
        #expect(session.cachedStatements <= 400)
    }

    @Test func schemasAreTranslated() {
        let sql = #"CREATE TABLE t (a TEXT NOT NULL, "TEXT" BLOB, n INTEGER DEFAULT 0, s TEXT DEFAULT 'BLOB')"#
        let wanted = [
            #"CREATE TABLE t (a TEXT COLLATE "C" NOT NULL, "TEXT" BYTEA, "#,
            #"n BIGINT DEFAULT 0, s TEXT COLLATE "C" DEFAULT 'BLOB')"#,
        ]
        #expect(PostgreSQLDialect.translated(sql) == wanted.joined())
        #expect(PostgreSQLDialect.translated("UPDATE t SET a = CAST(b AS TEXT)") == "UPDATE t SET a = CAST(b AS TEXT)")
    }
}
