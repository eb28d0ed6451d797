using System.Globalization;
using System.Text;

namespace Teahouse.Tests.Media;

/// <summary>Writes PDF (ISO 32000) by hand.</summary>
static class Pdf
{
    /// <summary>Pages with their number in large type.</summary>
    /// <param name="pages">How many.</param>
    /// <param name="catalogue">More entries of the catalogue.</param>
    /// <param name="side">Points of either side of a page.</param>
    /// <param name="objects">More objects, from number 100 on.</param>
    public static byte[] Of(int pages, string catalogue = "", int side = 600, params string[] objects)
    {
        var all = new SortedDictionary<int, string>
        {
            [1] = $"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
            [2] = $"<< /Type /Pages /Count {pages} /Kids [{string.Join(' ', Enumerable.Range(0, pages).Select(i => $"{10 + (2 * i)} 0 R"))}] >>",
            [3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        for (var i = 0; i < pages; i++)
        {
            var text = $"1 0 0 rg 0 0 {side / 2} {side} re f 0 g BT /F 72 Tf {side / 3} {side / 2} Td (Page {i + 1}) Tj ET";
            all[10 + (2 * i)] = $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side} {side}] /Contents {11 + (2 * i)} 0 R /Resources << /Font << /F 3 0 R >> >> >>";
            all[11 + (2 * i)] = $"<< /Length {text.Length} >>\nstream\n{text}\nendstream";
        }

        for (var i = 0; i < objects.Length; i++)
        {
            all[100 + i] = objects[i];
        }

        return Write(all);
    }

    static byte[] Write(SortedDictionary<int, string> objects)
    {
        var text = new StringBuilder("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n");
        var table = new StringBuilder();
        foreach (var (number, body) in objects)
        {
            table.Append(CultureInfo.InvariantCulture, $"{number} 1\n{text.Length:d10} 00000 n \n");
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{body}\nendobj\n");
        }

        var at = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 1\n0000000000 65535 f \n{table}trailer\n<< /Size 1000 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
