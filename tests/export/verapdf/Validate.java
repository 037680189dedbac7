// Validates PDF files with veraPDF: java -cp JAR Validate.java PROFILE.xml... -- FILE... Prints "ok PROFILE FILE" or each failed rule.
// The jar has no command line, and its own reader of profiles needs a library that Java no longer brings; so they are read here.
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class Validate {
    public static void main(String[] words) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        List<String> all = Arrays.asList(words);
        int middle = all.indexOf("--");
        Map<String, ValidationProfile> profiles = new LinkedHashMap<>();
        for (String name : all.subList(0, middle)) {
            profiles.put(name, profile(name));
        }
        for (String file : all.subList(middle + 1, all.size())) {
            for (Map.Entry<String, ValidationProfile> entry : profiles.entrySet()) {
                validate(file, entry.getKey(), entry.getValue());
            }
        }
    }

    private static void validate(String file, String name, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
             PDFAValidator validator = ValidatorFactory.createValidator(profile, 20, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            if (result.isCompliant()) {
                System.out.println("ok " + name + " " + file);
                return;
            }
            for (TestAssertion failure : result.getTestAssertions()) {
                System.out.println(file + ": " + name + " " + failure.getRuleId().getClause() + "-" + failure.getRuleId().getTestNumber()
                    + ": " + failure.getMessage() + " at " + failure.getLocation().getContext());
            }
        }
    }

    private static ValidationProfile profile(String name) throws Exception {
        try (InputStream source = Validate.class.getClassLoader().getResourceAsStream("org/verapdf/pdfa/validation/" + name + ".xml")) {
            Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getDocumentElement();
            PDFAFlavour flavour = PDFAFlavour.valueOf(root.getAttribute("flavour"));
            Set<Rule> rules = new HashSet<>();
            for (Element rule : children(root, "rule")) {
                Element id = children(rule, "id")[0];
                rules.add(Profiles.ruleFromValues(
                    Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                    rule.getAttribute("object"), rule.hasAttribute("deferred") ? Boolean.valueOf(rule.getAttribute("deferred")) : null,
                    rule.getAttribute("tags"), text(rule, "description"), text(rule, "test"),
                    Profiles.errorFromValues(text(rule, "message"), List.of()), List.of()));
            }
            Set<Variable> variables = new HashSet<>();
            for (Element variable : children(root, "variable")) {
                variables.add(Profiles.variableFromValues(variable.getAttribute("name"), variable.getAttribute("object"),
                    text(variable, "defaultValue"), text(variable, "value")));
            }
            return Profiles.profileFromValues(flavour, Profiles.profileDetailsFromValues(name, name, "", new java.util.Date(0)), "", rules, variables);
        }
    }

    private static Element[] children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        Element[] result = new Element[found.getLength()];
        for (int number = 0; number < result.length; number++) {
            result[number] = (Element) found.item(number);
        }
        return result;
    }

    private static String text(Element parent, String name) {
        return children(parent, name)[0].getTextContent();
    }
}
