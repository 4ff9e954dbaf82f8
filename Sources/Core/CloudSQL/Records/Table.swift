package import CloudCore

/// The rows of one record type, within a transaction.
package struct Table<R: Record> {
    let connection: Connection
    let shape: RecordShape

    init(_ connection: Connection) throws {
        self.connection = connection
        shape = try connection.session.shapes.shape(of: R.self, on: connection.session)
    }

    // MARK: By key

    package func find(_ key: String) throws -> R? {
        try connection.first(R.self, shape.text(.find), [.text(key)])
    }

    /// The rows that exist of those, in no particular order.
    package func find(keys: [String]) throws -> [R] {
        var found: [R] = []
        var rest = Set(keys).sorted()[...]
        while !rest.isEmpty {
            let some = rest.prefix(512)
            rest = rest.dropFirst(512)
            let padded = ListSQL.padded(some.map(SQLValue.text))
            found += try connection.all(R.self, shape.text(.findMany(padded.count)), padded)
        }
        return found
    }

    package func insert(_ record: R) throws {
        let encoded = try shape.encode(record)
        try connection.execute(shape.text(.insert(rows: 1)), encoded.values)
    }

    /// Inserts unless a row with the same unique values is there; says whether it did.
    @discardableResult
    package func insertIfAbsent(_ record: R) throws -> Bool {
        let encoded = try shape.encode(record)
        return try connection.execute(shape.text(.insertIfAbsent), encoded.values) == 1
    }

    /// Inserts, or replaces the row of the same key.
    package func upsert(_ record: R) throws {
        let encoded = try shape.encode(record)
        try connection.execute(shape.text(.upsert), encoded.values)
    }

    package func insert(contentsOf records: some Sequence<R>) throws {
        var rest = Array(records)[...]
        while !rest.isEmpty {
            // Few different sizes, so that the statements are found again.
            let count = [64, 16, 4, 1].first { $0 <= rest.count } ?? 1
            var values: [SQLValue] = []
            for record in rest.prefix(count) { values += try shape.encode(record).values }
            try connection.execute(shape.text(.insert(rows: count)), values)
            rest = rest.dropFirst(count)
        }
    }

    /// Writes all columns of the row with the record's key; false when there is none.
    @discardableResult
    package func update(_ record: R) throws -> Bool {
        let encoded = try shape.encode(record)
        return try connection.execute(shape.text(.update), encoded.values) > 0
    }

    @discardableResult
    package func delete(_ key: String) throws -> Bool {
        try connection.execute(shape.text(.delete), [.text(key)]) > 0
    }

    // MARK: By condition

    /// The page that `query` asks for, of the rows that also meet `condition`. Order is total, NULLs are less than all
    /// else, text is compared by its bytes; an unknown marker throws `notFound`.
    package func list(_ query: ListQuery = ListQuery(), and condition: SQLCondition? = nil) throws -> [R] {
        if let limit = query.limit, limit <= 0 { return [] }
        var sql = ListSQL(shape, "SELECT * FROM")
        try sql.filter(query.filters, condition)
        let order = try sql.totalOrder(query)
        if let marker = query.marker {
            let position = try connection.query(sql.markerQuery(order), [.text(marker)])
            guard let row = position.first else { throw SQLError.notFound }
            sql.after(row.values, order)
        }
        sql.finish(order, limit: query.limit)
        let rows = try connection.all(R.self, sql.text, sql.parameters)
        return query.reversed ? rows.reversed() : rows
    }

    /// The first row in the order of `order`, then of the key.
    package func first(
        where filters: [ListQuery.Filter] = [], and condition: SQLCondition? = nil, order: [ListQuery.Order] = []
    ) throws -> R? {
        try list(ListQuery(filters: filters, order: order, limit: 1), and: condition).first
    }

    package func count(_ filters: [ListQuery.Filter] = [], and condition: SQLCondition? = nil) throws -> Int {
        var sql = ListSQL(shape, "SELECT count(*) FROM")
        try sql.filter(filters, condition)
        return try connection.scalar(sql.text, sql.parameters)?.number() ?? 0
    }

    package func exists(where filters: [ListQuery.Filter], and condition: SQLCondition? = nil) throws -> Bool {
        var sql = ListSQL(shape, "SELECT 1 FROM")
        try sql.filter(filters, condition)
        return try connection.scalar(sql.text + " LIMIT 1", sql.parameters) != nil
    }

    /// Deletes what meets all filters (there must be one); returns how many.
    @discardableResult
    package func delete(where filters: [ListQuery.Filter], and condition: SQLCondition? = nil) throws -> Int {
        var sql = ListSQL(shape, "DELETE FROM")
        try sql.filter(filters, condition)
        return try connection.execute(sql.text, sql.parameters)
    }

    /// Sets columns of all rows that meet the filters; returns how many.
    @discardableResult
    package func update(
        set values: [String: SQLValue], where filters: [ListQuery.Filter], and condition: SQLCondition? = nil
    ) throws -> Int {
        var sql = ListSQL(shape, "UPDATE")
        try sql.set(values)
        try sql.filter(filters, condition)
        return try connection.execute(sql.text, sql.parameters)
    }
}

extension Table where R: Versioned {
    /// Writes the record if nobody else has since it was read, and increments its generation (in memory too).
    /// Throws `stale` when somebody has, `notFound` when the row is gone.
    package func update(_ record: inout R) throws {
        var next = record
        next.generation += 1
        let encoded = try shape.encode(next)
        if try connection.execute(shape.text(.updateVersion), encoded.values) == 0 {
            let key = try shape.encode(record).values[shape.keyPlace]
            throw try connection.scalar(shape.text(.find), [key]) == nil ? SQLError.notFound : SQLError.stale
        }
        record = next
    }

    @available(*, unavailable, message: "pass the record with &, so that its generation is compared and incremented")
    package func update(_ record: R) throws -> Bool { throw SQLError.stale }
}

extension Connection {
    /// The rows of a record type.
    package func table<R: Record>(_ type: R.Type = R.self) throws -> Table<R> { try Table<R>(self) }
}
