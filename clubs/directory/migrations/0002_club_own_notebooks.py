from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='club',
            name='own_notebooks',
            field=models.BooleanField(default=False),
        ),
    ]
