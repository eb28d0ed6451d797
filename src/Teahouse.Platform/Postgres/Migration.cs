using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Teahouse.Platform.Postgres;

/// <summary>One step of one unit's schema: the file <c>Unit/Schema/0001-name.sql</c>.</summary>
/// <param name="Unit">Whose it is, in lower case: the name of its database schema.</param>
/// <param name="Number">Its place among the unit's steps, from 1.</param>
/// <param name="File">The file's name, for people.</param>
/// <param name="Sql">What it does.</param>
public sealed partial record Migration(string Unit, int Number, string File, string Sql)
{
    /// <summary>SHA-256 of the SQL: what has been applied is never changed.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Sql));

    /// <summary>The platform's own steps: the outbox and its readers.</summary>
    public static IReadOnlyList<Migration> OfPlatform { get; } = FromAssembly(typeof(Migration).Assembly);

    /// <summary>The steps that an assembly carries as resources named <c>Unit/Schema/0001-name.sql</c>.</summary>
    /// <exception cref="InvalidOperationException">A file is misnamed, or a unit's numbers are not 1, 2, 3…</exception>
    public static IReadOnlyList<Migration> FromAssembly(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => Read(assembly, n))
            .OrderBy(m => m.Unit, StringComparer.Ordinal).ThenBy(m => m.Number)
            .ToList();
        foreach (var unit in migrations.GroupBy(m => m.Unit))
        {
            if (!unit.Select(m => m.Number).SequenceEqual(Enumerable.Range(1, unit.Count())))
            {
                throw new InvalidOperationException($"The migrations of {unit.Key} are not numbered 1, 2, 3…: {string.Join(", ", unit.Select(m => m.File))}.");
            }
        }

        return migrations;
    }

    static Migration Read(Assembly assembly, string resource)
    {
        var parts = ResourceName().Match(resource);
        if (!parts.Success)
        {
            throw new InvalidOperationException($"{resource} is not named Unit/Schema/0001-name.sql.");
        }

        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var number = int.Parse(parts.Groups["number"].Value, CultureInfo.InvariantCulture);
        return new(parts.Groups["unit"].Value.ToLowerInvariant(), number, parts.Groups["file"].Value, reader.ReadToEnd());
    }

    [GeneratedRegex(@"^(?<unit>[A-Za-z]+)/Schema/(?<file>(?<number>\d{4})-[a-z0-9-]+\.sql)$")]
    private static partial Regex ResourceName();
}
