import Foundation
package import StageModel

/// The box's name, zone and currency, as its owner set them. One row.
package struct BoxSettings: Sendable, Equatable {
    package var name: String
    package var timeZone: String
    package var currency: Currency

    package static let before = BoxSettings(name: "Stagebox", timeZone: "Europe/Berlin", currency: .eur)
}

/// Which settings are good.
enum BoxSettingsRules {
    static func changed(
        _ settings: BoxSettings, name: String?, timeZone: String?, currency: String?, mayChangeCurrency: Bool
    ) throws -> BoxSettings {
        var settings = settings
        if let name { settings.name = try FieldRules.line(name, field: "name", limit: 60) }
        if let timeZone {
            guard timeZone.utf8.count <= 64, TimeZone(identifier: timeZone) != nil else {
                throw InvalidInput("timeZone", "Choose a time zone from the list, such as Europe/Berlin.")
            }
            settings.timeZone = timeZone
        }
        if let currency {
            guard let known = Currency(currency), Locale.Currency(currency).isISOCurrency else {
                throw InvalidInput("currency", "Use the three letters of a currency, such as EUR.")
            }
            guard known == settings.currency || mayChangeCurrency else {
                throw InvalidInput(
                    "currency", "The currency is fixed once something has a price. Prices would change their meaning.")
            }
            settings.currency = known
        }
        return settings
    }
}
