using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Teahouse.Tests.Walls;

/// <summary>One use of a type, and of a member of it where there is one, by another type of the same assembly.</summary>
sealed record Use(TypeDefinition By, TypeDefinition Of, IMemberDefinition? Member);

/// <summary>Reads who uses whom out of a built assembly.</summary>
static class Uses
{
    /// <summary>The assembly of these tests' own output folder, with its lines.</summary>
    public static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), new() { ReadSymbols = true });

    /// <summary>The unit of a type below a namespace: <c>Chat</c> for Root.Chat.Inner.Type; null outside it, "" in the root itself.</summary>
    public static string? UnitOf(TypeDefinition type, string root)
    {
        var place = Outermost(type).Namespace;
        return place == root ? "" : place.StartsWith(root + ".", StringComparison.Ordinal) ? place[(root.Length + 1)..].Split('.')[0] : null;
    }

    /// <summary>All that the types of an assembly use of each other.</summary>
    public static IEnumerable<Use> Within(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(type => Of(type).SelectMany(reference => Resolve(type, reference)));

    /// <summary>Whether another unit may see it.</summary>
    public static bool IsPublic(TypeDefinition type) =>
        type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType));

    public static bool IsPublic(IMemberDefinition member) => member switch
    {
        MethodDefinition m => m.IsPublic,
        FieldDefinition f => f.IsPublic,
        _ => true,
    };

    static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is null ? type : Outermost(type.DeclaringType);

    static IEnumerable<MemberReference> Of(TypeDefinition type) =>
    [
        .. Optional(type.BaseType),
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. type.GenericParameters.SelectMany(Constraints),
        .. type.Fields.Select(f => f.FieldType),
        .. Attributes(type),
        .. type.Fields.SelectMany(Attributes),
        .. type.Properties.SelectMany(Attributes),
        .. type.Methods.SelectMany(Of),
    ];

    static IEnumerable<MemberReference> Of(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(p => p.ParameterType),
        .. method.GenericParameters.SelectMany(Constraints),
        .. Attributes(method),
        .. method.Overrides,
        .. method.HasBody ? Of(method.Body) : [],
    ];

    static IEnumerable<MemberReference> Of(MethodBody body) =>
    [
        .. body.Variables.Select(v => v.VariableType),
        .. body.ExceptionHandlers.SelectMany(h => Optional(h.CatchType)),
        .. body.Instructions.Select(i => i.Operand).OfType<MemberReference>(),
    ];

    static IEnumerable<MemberReference> Constraints(GenericParameter parameter) => parameter.Constraints.Select(c => c.ConstraintType);

    static IEnumerable<MemberReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(a => a.ConstructorArguments.Select(v => v.Value).OfType<MemberReference>().Append(a.Constructor));

    static IEnumerable<MemberReference> Optional(TypeReference? type) => type is null ? [] : [type];

    static IEnumerable<Use> Resolve(TypeDefinition by, MemberReference reference)
    {
        if (reference is TypeReference type)
        {
            return Types(type).Select(of => new Use(by, of, null));
        }

        var member = reference switch
        {
            MethodReference m => Types(m.DeclaringType).Any() ? (IMemberDefinition?)m.Resolve() : null,
            FieldReference f => Types(f.DeclaringType).Any() ? f.Resolve() : null,
            _ => null,
        };
        var mentioned = reference switch
        {
            GenericInstanceMethod g => g.GenericArguments.SelectMany(Types),
            _ => [],
        };
        // The declaring type is named first; its generic arguments are uses of types alone.
        var declaring = Types(reference.DeclaringType).ToList();
        return declaring.Select(of => new Use(by, of, member?.DeclaringType == of ? member : null)).Concat(mentioned.Select(of => new Use(by, of, null)));
    }

    // Those of the same module that a type is made of.
    static IEnumerable<TypeDefinition> Types(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType g => Types(g.ElementType).Concat(g.GenericArguments.SelectMany(Types)),
        TypeSpecification s => Types(s.ElementType),
        TypeDefinition d => [d],
        _ => [],
    };
}
